// The files of a folder as resources, and nothing outside it.

import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileContent, textContent, type Content } from './content.ts'
import type { Resource } from './reply.ts'

/** The pages that the origin has when it is given no folder. */
export const ownSite = fileURLToPath(new URL('../../content/site', import.meta.url))

/** Where a file of the package's content/ lies. */
export function contentPath(name: string): string {
  return fileURLToPath(new URL(`../../content/${name}`, import.meta.url))
}

/** A file of the package's content/. */
export async function contentFile(name: string): Promise<Content> {
  const path = contentPath(name)
  return fileContent(path, (await stat(path)).size)
}

/**
 * What `path` (of a URL, decoded) stands for in `folder`: a file, a folder's index.html, or a list of what is in it.
 * Undefined where there is nothing; `moved` where a folder was asked for without its last slash.
 */
export async function fileResource(folder: string, path: string): Promise<Resource | 'moved' | undefined> {
  // realpath follows links: one that leads out of the folder leads nowhere.
  const root = await realpath(folder)
  const found = path.includes('\0') ? undefined : await realpath(join(root, path)).catch(() => undefined)
  if (!found || (found !== root && !found.startsWith(root + sep))) return undefined
  const facts = await stat(found, { bigint: true })
  if (facts.isDirectory()) {
    if (!path.endsWith('/')) return 'moved'
    return (await fileResource(root, `${path}index.html`)) ?? (await list(found, path))
  }
  if (!facts.isFile() || path.endsWith('/')) return undefined
  const { mtimeMs, mtimeNs, size } = facts
  return {
    fields: [
      ['Last-Modified', new Date(Number(mtimeMs)).toUTCString()],
      ['ETag', `"${size.toString(16)}-${mtimeNs.toString(16)}"`],
      ['Content-Type', contentTypeOf(found) ?? 'application/octet-stream'],
    ],
    content: fileContent(found, Number(size)),
  }
}

/** What a file's name says of its content; undefined for a name that says nothing we know. */
export function contentTypeOf(name: string): string | undefined {
  return types[extname(name).toLowerCase()]
}

// Without charset, as Apache has it by default: what the text is in is the document's to say.
const types: Record<string, string> = {
  '.html': 'text/html',
  '.htm': 'text/html',
  '.txt': 'text/plain',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.gz': 'application/gzip',
  '.zip': 'application/zip',
}

async function list(folder: string, path: string): Promise<Resource> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.map((entry) => entry.name + (entry.isDirectory() ? '/' : '')).toSorted()
  const items = names.map(
    (name) => `<li><a href="./${encodeURIComponent(name).replace('%2F', '/')}">${escape(name)}</a>\n`,
  )
  const title = escape(path)
  const page = `<!doctype html>\n<meta charset="utf-8">\n<title>${title}</title>\n<h1>${title}</h1>\n<ul>\n${items.join('')}</ul>\n`
  return { fields: [['Content-Type', 'text/html; charset=utf-8']], content: textContent(page) }
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
}

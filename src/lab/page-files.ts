// The page's own files, as `npm run build` makes them, compressed once.

import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

// Paths are meant from src/lab/; the bundle of the command lies as deep.
const folder = new URL('../../dist/lab/', import.meta.url)

const files: Record<string, [name: string, type: string]> = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/files.js': ['files.js', 'text/javascript; charset=utf-8'],
}

interface PageFile {
  type: string
  codings: Record<'br' | 'gzip' | 'identity', Buffer>
}

const loaded = new Map<string, PageFile>()

/** Answers with the page's file at this path. @returns false where none is */
export function servePageFile(path: string, request: IncomingMessage, response: ServerResponse): boolean {
  const file = files[path]
  if (!file || !Object.hasOwn(files, path)) return false
  const { type, codings } = load(path, ...file)
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const coding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : 'identity'
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': codings[coding].length,
    Vary: 'Accept-Encoding',
    ...(coding === 'identity' ? {} : { 'Content-Encoding': coding }),
  })
  response.end(request.method === 'HEAD' ? undefined : codings[coding])
  return true
}

function load(path: string, name: string, type: string): PageFile {
  let file = loaded.get(path)
  if (!file) {
    const identity = readFileSync(fileURLToPath(new URL(name, folder)))
    const br = brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
    loaded.set(path, (file = { type, codings: { identity, br, gzip: gzipSync(identity) } }))
  }
  return file
}

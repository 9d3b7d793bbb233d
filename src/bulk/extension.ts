// What a content's file is called at its end, in a tar shard.

import type { Address } from './address.ts'

const types: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
  'text/html': 'html',
  'text/plain': 'txt',
  'application/json': 'json_',
  'application/pdf': 'pdf',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
}

/** By the Content-Type, else by the URL, else `bin`. `json` is taken by the metadata of the sample. */
export function extensionOf(url: Address, contentType: string | undefined): string {
  const type = contentType?.split(';', 1)[0]!.trim().toLowerCase() ?? ''
  const known = types[type]
  if (known !== undefined) return known
  const end = /\.([A-Za-z0-9]{1,8})$/.exec(url.pathname)?.[1]?.toLowerCase() ?? 'bin'
  return end === 'json' ? 'json_' : end
}

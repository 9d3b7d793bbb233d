// The content of a run as a picture: exactly the bytes that its program has read, so the browser paints what there is.

import type { ServerResponse } from 'node:http'
import type { Refusal } from './guard.ts'
import type { Run } from './run.ts'

/** What a browser shows without running it. SVG is not among them, and no page: they would speak as the lab's own. */
const shown = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']

/** @param to so many bytes of content; without it, what there is, and what comes while it comes */
export async function sendPicture(run: Run, to: string | null, response: ServerResponse): Promise<Refusal | undefined> {
  const type = typeOf(run)
  if (type === undefined) return { status: 404, problem: 'the content is no picture, or none came yet' }
  if (to !== null && !/^\d{1,9}$/.test(to)) return { status: 400, problem: 'to is a number of bytes' }
  response.setHeader('Content-Type', type)
  if (to !== null) {
    response.end(run.content.slice(0, Number(to)))
    return undefined
  }
  let at = 0
  let gone = false
  const write = () => {
    const bytes = run.content.slice(at, run.content.length)
    at += bytes.length
    if (bytes.length > 0) response.write(bytes)
    return bytes.length
  }
  write()
  await new Promise<void>((resolve) => {
    response.once('close', () => {
      gone = true
      resolve()
    })
    const unfollow = run.follow(() => {
      // A picture that is kept in part ends where that part ends.
      if (gone || run.ended || (write() === 0 && at < run.content.length)) {
        unfollow()
        resolve()
      }
    })
    if (run.ended) resolve()
  })
  write()
  response.end()
  return undefined
}

function typeOf({ head }: Run): string | undefined {
  const [, value = ''] = head?.fields.find(([name]) => name.toLowerCase() === 'content-type') ?? []
  const type = value.split(';')[0]!.trim().toLowerCase()
  return shown.includes(type) ? type : undefined
}

// What a request gets: which reply, under which behaviour.

import { isSluiceError } from '../errors.ts'
import { readBehaviour, type Behaviour } from './behaviour.ts'
import { bookResource } from './book.ts'
import { bytesContent } from './content.ts'
import { fileResource, ownSite } from './files.ts'
import { resourceReply, textReply, type Reply } from './reply.ts'
import type { BadRequest, Request } from './request-reader.ts'
import { routeReply } from './routes.ts'
import { checkMeans } from './sender-kernel.ts'
import { wireOf, type Wire } from './wire.ts'

/** What all answers of one origin share. */
export interface House {
  /** The folder to serve; undefined: the book's files and a small site. */
  dir: string | undefined
  /** Replies that are written as they stand, by path. */
  verbatim: Record<string, string | Uint8Array>
  /** May be replaced at any time. */
  behaviour: Behaviour
  /** How often each target was asked for since, where a behaviour has `times`. */
  asked: Map<string, number>
}

export interface Answer {
  wire: Wire
  /** The behaviour as it is now: the house's, and the query's over it. */
  behaviour: () => Behaviour
}

export async function answer(asked: Request | BadRequest, house: House): Promise<Answer> {
  if ('problem' in asked) return plain(textReply(asked.status, `${asked.problem}\n`))
  const { path, query } = split(asked.target)
  let own: Behaviour
  try {
    own = checkMeans(readBehaviour(query))
  } catch (error) {
    if (!isSluiceError(error, 'usage')) throw error
    return plain(textReply(400, `${error.message}\n`))
  }
  const behaviour = composed(own, asked.target, house)
  const verbatim = house.verbatim[path]
  if (verbatim !== undefined) {
    const body = await bytesContent(Buffer.from(verbatim)).open(0, verbatim.length)
    return { wire: { status: undefined, head: Buffer.alloc(0), body, closes: true }, behaviour }
  }
  try {
    const reply = await replyTo({ request: asked, behaviour: behaviour(), path, query, dir: house.dir })
    return { wire: await wireOf(reply, asked, behaviour()), behaviour }
  } catch (error) {
    if (!isSystemError(error)) throw error
    return plain(textReply(error.code === 'EACCES' ? 403 : 500, `the content cannot be read: ${error.code}\n`))
  }
}

/** A file that cannot be read, a client that left; anything else that is thrown is a bug of ours. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error
}

// For requests that have no behaviour of their own, and end the connection.
async function plain(reply: Reply): Promise<Answer> {
  const nobody: Request = { method: 'GET', target: '', version: '1.0', fields: [], raw: Buffer.alloc(0) }
  return { wire: await wireOf(reply, nobody, {}), behaviour: () => ({}) }
}

// Path and query of a target in any form that is sent to a server (RFC 9112 section 3.2). Not by the URL class: it
// would resolve the dots that a client may well send, and a server has to see what was sent.
function split(target: string): { path: string; query: URLSearchParams } {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '').replace(/#.*$/s, '')
  const mark = local.indexOf('?')
  const path = mark < 0 ? local : local.slice(0, mark)
  return { path: path || '/', query: new URLSearchParams(mark < 0 ? '' : local.slice(mark)) }
}

function composed(own: Behaviour, target: string, house: House): () => Behaviour {
  const count = (house.asked.get(target) ?? 0) + 1
  if (own.times !== undefined || house.behaviour.times !== undefined) house.asked.set(target, count)
  const held = (b: Behaviour) => (b.times === undefined || count <= b.times ? b : {})
  return () => ({ ...held(house.behaviour), ...held(own) })
}

interface Asked {
  request: Request
  behaviour: Behaviour
  path: string
  query: URLSearchParams
  dir: string | undefined
}

async function replyTo(asked: Asked): Promise<Reply> {
  const { to, status } = asked.behaviour
  if (to !== undefined) return textReply(status ?? 302, '', ['Location', to])
  const reply = await whatIsAt(asked)
  return status === undefined ? reply : { ...reply, status }
}

async function whatIsAt({ request, behaviour, path, query, dir }: Asked): Promise<Reply> {
  if (!['GET', 'HEAD'].includes(request.method) && path !== '/echo') {
    return textReply(405, `${request.method} is not for here\n`, ['Allow', 'GET, HEAD'])
  }
  const decoded = decode(path)
  if (!decoded?.startsWith('/')) return textReply(400, 'the target is not a path\n')
  const book = dir === undefined ? await bookResource(decoded) : undefined
  const resource = book ?? (await fileResource(dir ?? ownSite, decoded))
  if (resource === 'moved') return textReply(301, '', ['Location', `${path}/`])
  if (resource) return resourceReply(resource, request, behaviour)
  return routeReply(path, { request, behaviour, query }) ?? textReply(404, `nothing is at ${decoded}\n`)
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

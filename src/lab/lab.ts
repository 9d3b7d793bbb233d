// The lab: a page on 127.0.0.1 that starts runs, steers them, and shows them as they happen.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { listen } from '../net/listen.ts'
import { answerApi } from './api.ts'
import { refusalOf, strangerOf } from './guard.ts'
import type { Refusal } from './guard.ts'
import { servePageFile } from './page-files.ts'
import { Program } from './program.ts'
import { Runs } from './runs.ts'
import { Spider } from './spider.ts'

export interface Lab {
  /** With the token behind the #, which browsers keep to themselves. */
  url: string
  port: number
  token: string
  /** Ends the run that goes on, and every connection. */
  close: () => Promise<void>
}

export interface LabOptions {
  /** @default 0, any that is free */
  port?: number | undefined
  /** The learner's own program, a command of the shell: the exercises can run it, and nothing else. @default none */
  run?: string | undefined
  /** Ms that it may take. @default 20000 */
  runTimeout?: number | undefined
}

/** @throws SluiceError usage, if the port cannot be had */
export async function startLab({ port = 0, run, runTimeout }: LabOptions = {}): Promise<Lab> {
  const token = randomBytes(18).toString('base64url')
  let bound = port
  const runs = await Runs.open(() => bound)
  const spider = new Spider()
  const program = run === undefined ? undefined : new Program(run, runTimeout)
  const server = createServer(
    (request, response) => void answer(request, response, { runs, spider, program, token, port: bound }),
  )
  try {
    bound = await listen(server, port, '127.0.0.1')
  } catch (error) {
    await runs.close()
    throw error
  }
  return {
    url: `http://127.0.0.1:${bound}/#${token}`,
    port: bound,
    token,
    async close() {
      program?.stop()
      await spider.close()
      await runs.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

interface House {
  runs: Runs
  spider: Spider
  program: Program | undefined
  token: string
  port: number
}

async function answer(request: IncomingMessage, response: ServerResponse, house: House): Promise<void> {
  const { token, port } = house
  for (const [name, value] of Object.entries(always)) response.setHeader(name, value)
  // Who hangs up is nobody's loss.
  response.on('error', () => {})
  const refusal = refusalOf(request, port)
  if (refusal) return refuse(response, refusal)
  const { pathname, searchParams } = new URL(request.url ?? '/', `http://127.0.0.1:${port}`)
  if (!pathname.startsWith('/api/')) {
    if (request.method === 'POST') return refuse(response, { status: 405, problem: 'POST is not for here' })
    if (servePageFile(pathname, request, response)) return
    return refuse(response, { status: 404, problem: 'nothing is here' })
  }
  const stranger = strangerOf(request, searchParams, token)
  if (stranger) return refuse(response, stranger)
  const problem = await answerApi(request, response, { ...house, path: pathname, query: searchParams })
  if (problem) refuse(response, problem)
}

/** On every answer. Nothing from elsewhere is loaded, framed or sent; what is served is what it says it is. */
const always = {
  'Content-Security-Policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

function refuse(response: ServerResponse, { status, problem }: Refusal): void {
  const body = `${JSON.stringify({ error: problem })}\n`
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...(status === 405 ? { Allow: 'GET, HEAD, POST' } : {}),
    // What was not read of a body would be taken for the next request.
    Connection: 'close',
  })
  response.end(body)
}

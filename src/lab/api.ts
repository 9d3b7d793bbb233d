// What the page can ask and tell, as a table of methods and paths. Answers are JSON unless the path says what they are.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { canSetPacing } from '../net/kernel/socket.ts'
import { exercisePaths } from './exercises.ts'
import { feed } from './feed.ts'
import { mostBody } from './guard.ts'
import type { Refusal } from './guard.ts'
import { sendPicture } from './picture.ts'
import type { Program } from './program.ts'
import type { Run } from './run.ts'
import type { Runs } from './runs.ts'
import { defaults, readSettings } from './settings.ts'
import type { Spider } from './spider.ts'

interface House {
  path: string
  query: URLSearchParams
  runs: Runs
  spider: Spider
  /** The learner's own, where this start was given one. */
  program: Program | undefined
}

interface Asked extends House {
  response: ServerResponse
  /** Of a POST; else empty. */
  body: Record<string, unknown>
  run: Run
}

type Answer = (asked: Asked) => Promise<Refusal | undefined> | Refusal | undefined

const routes: [method: 'GET' | 'POST', pattern: RegExp, answer: Answer][] = [
  ['GET', /^\/api\/runs$/, ({ response, runs }) => json(response, 200, runs.all.map(told))],
  [
    'GET',
    /^\/api\/server$/,
    ({ response, runs, program }) => json(response, 200, { url: runs.server, command: program?.command ?? null }),
  ],
  ['POST', /^\/api\/program$/, runProgram],
  ['GET', /^\/api\/spider$/, async ({ response, spider }) => json(response, 200, (await spider.look()) ?? null)],
  ['POST', /^\/api\/spider$/, startSpider],
  ['POST', /^\/api\/runs$/, start],
  ['POST', /^\/api\/runs\/(\d+)\/settings$/, change],
  ['POST', /^\/api\/runs\/(\d+)\/step$/, steer((run) => run.step())],
  ['POST', /^\/api\/runs\/(\d+)\/go-on$/, steer((run) => run.goOn())],
  ['POST', /^\/api\/runs\/(\d+)\/stop$/, steer((run) => run.stop())],
  ['GET', /^\/api\/runs\/(\d+)\/trace\.ndjson$/, trace],
  ['GET', /^\/api\/runs\/(\d+)\/wire$/, wire],
  ['GET', /^\/api\/runs\/(\d+)\/picture$/, ({ run, query, response }) => sendPicture(run, query.get('to'), response)],
]

/** @returns why not, where it does not answer itself */
export async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  house: House,
): Promise<Refusal | undefined> {
  const here = routes.filter(([, pattern]) => pattern.test(house.path))
  if (here.length === 0) return nothingHere
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const [, pattern, answer] = here.find(([wanted]) => wanted === method) ?? []
  if (!pattern || !answer) return { status: 405, problem: `${request.method} is not for here` }
  const [, id] = pattern.exec(house.path) ?? []
  const run = id === undefined ? undefined : house.runs.get(Number(id))
  if (id !== undefined && !run) return { status: 404, problem: `there is no run ${id}: the last twenty are kept` }
  const body = method === 'POST' ? await bodyOf(request) : { value: {} }
  if ('status' in body) return body
  return answer({ ...house, response, run: run!, body: body.value })
}

const nothingHere: Refusal = { status: 404, problem: 'nothing is here' }

function start({ body, runs, response }: Asked): Refusal | undefined {
  const { address = '/cover3.jpg', settings = {}, byHand = false, ...rest } = body
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) return bad(`a run has no ${JSON.stringify(unknown.slice(0, 40))}`)
  if (typeof address !== 'string' || address.length > 2000) return bad('address is text of at most 2000 characters')
  // What else may be wrong with an address is the retrieval's to say, in its trace.
  if (/[\0-\x20\x7f]/.test(address)) return bad('an address has no spaces and no control characters')
  if (typeof byHand !== 'boolean') return bad('byHand is true or false')
  const read = readSettings(settings)
  if (typeof read === 'string') return bad(read)
  if (read.line && !canSetPacing()) return bad('a slow line needs Linux, and koffi there')
  return json(response, 201, told(runs.start(address, { ...defaults, ...read }, byHand)))
}

// Which exercise it is, and nothing else, is what a page can say.
async function runProgram({ body, program, runs, response }: Asked): Promise<Refusal | undefined> {
  const { exercise, ...rest } = body
  const path = exercisePaths[Number(exercise) - 1]
  if (typeof exercise !== 'number' || path === undefined || Object.keys(rest).length > 0)
    return bad(`the body is {"exercise": N}, with N from 1 to ${exercisePaths.length}, and nothing else`)
  if (!program) return { status: 409, problem: 'this start of the lab was given no program to run (--run)' }
  if (program.running) return { status: 409, problem: 'your program runs already' }
  const outcome = program.run(runs.server + path)
  response.once('close', () => program.stop())
  return json(response, 200, await outcome)
}

async function startSpider({ runs, spider, response }: Asked): Promise<undefined> {
  await runs.makeWay('the spider was begun')
  await spider.start(`${runs.server}/`)
  return json(response, 201, await spider.look())
}

function change({ body, run, response }: Asked): Refusal | undefined {
  const read = readSettings(body)
  if (typeof read === 'string') return bad(read)
  if (!run.ended) run.change(read)
  return json(response, 200, told(run))
}

function steer(how: (run: Run) => void): Answer {
  return ({ run, response }) => {
    if (!run.ended) how(run)
    return json(response, 200, told(run))
  }
}

async function trace({ run, query, response }: Asked): Promise<Refusal | undefined> {
  const from = query.get('from') ?? '0'
  if (!/^\d{1,9}$/.test(from)) return bad('from is the number of lines that you have')
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' })
  await feed(run, Number(from), query.get('follow') === '1', response)
  return undefined
}

function wire({ run, query, response }: Asked): Refusal | undefined {
  const [from, to] = [query.get('from') ?? '0', query.get('to') ?? '4096']
  if (!/^\d{1,9}$/.test(from) || !/^\d{1,9}$/.test(to)) return bad('from and to are places in the stream, bytes')
  const bytes = run.wire.slice(Number(from), Number(to))
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes.length,
    'Content-Disposition': 'attachment',
  })
  response.end(bytes)
  return undefined
}

const told = ({ id, url, settings, byHand, ended }: Run) => ({ id, url, settings, byHand, ended })

const bad = (problem: string): Refusal => ({ status: 400, problem })

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function json(response: ServerResponse, status: number, value: unknown): undefined {
  const body = `${JSON.stringify(value)}\n`
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}

async function bodyOf(request: IncomingMessage): Promise<{ value: Record<string, unknown> } | Refusal> {
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      length += piece.length
      if (length > mostBody) return { status: 413, problem: `the body is longer than ${mostBody} bytes` }
      pieces.push(piece)
    }
    const value = JSON.parse(Buffer.concat(pieces).toString() || '{}') as unknown
    return isRecord(value) ? { value } : bad('the body is not an object')
  } catch (error) {
    return bad(error instanceof SyntaxError ? 'the body is not JSON' : 'the body ended too early')
  }
}

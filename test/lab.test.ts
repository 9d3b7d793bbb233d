// The lab as others on this machine meet it: who is answered, what is refused, and what a run's feed says.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { startLab } from '../src/lab/lab.ts'
import type { Lab } from '../src/lab/lab.ts'
import { culpritOf } from '../src/lab/page/culprit.ts'
import { Timeline } from '../src/lab/page/timeline.ts'
import type { WebTold } from '../src/lab/told.ts'
import { canSetPacing } from '../src/net/kernel/socket.ts'
import type { TraceEvent } from '../src/trace/event.ts'
import { judge } from '../src/verdict/judge.ts'
import { askLab } from './lab-ask.ts'
import type { Ask } from './lab-ask.ts'
import { sha256, sha256Of } from './scratch.ts'
import { assertFailed, sluice, start } from './sluice.ts'

let lab: Lab
before(async () => void (lab = await startLab()))
after(() => lab.close())

const ask = (path: string, how?: Ask) => askLab(lab, path, how)

const quick = { rate: 0, receiveBuffer: 32768, recvSize: 5120, delay: 5 }

const begin = async (order: unknown) => (await ask('/api/runs', { body: JSON.stringify(order) })).json()['id'] as number

async function traceOf(id: number, how = 'follow=1'): Promise<(TraceEvent | { type: 'beat'; line: number })[]> {
  const { bytes } = await ask(`/api/runs/${id}/trace.ndjson?${how}`)
  return bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TraceEvent)
}

test('the page is served to whoever asks by the right name, and says what it may load', async () => {
  for (const host of [`127.0.0.1:${lab.port}`, `localhost:${lab.port}`]) {
    const { status, headers } = await ask('/', { headers: { Host: host }, token: '' })
    assert.equal(status, 200)
    assert.match(String(headers['content-security-policy']), /^default-src 'self';/)
    assert.equal(headers['access-control-allow-origin'], undefined)
  }
})

const hostile: [what: string, path: string, how: Ask, status: number][] = [
  ['a Host of another name (DNS rebinding)', '/', { headers: { Host: 'evil.example' } }, 421],
  ['a Host without the port', '/', { headers: { Host: '127.0.0.1' } }, 421],
  ['a Host with a name before it', '/', { headers: { Host: 'localhost.evil.example' } }, 421],
  ['an Origin of another site', '/api/runs', { headers: { Origin: 'http://evil.example' } }, 403],
  ['an Origin of another port', '/api/runs', { headers: { Origin: 'http://127.0.0.1:1' } }, 403],
  ['the Origin null of a sandboxed frame', '/api/runs', { headers: { Origin: 'null' }, body: '{}' }, 403],
  ['a request that the browser calls cross-site', '/api/runs', { headers: { 'Sec-Fetch-Site': 'cross-site' } }, 403],
  ['no token', '/api/runs', { token: '' }, 403],
  ['a token of the right length', '/api/runs', { token: 'x'.repeat(24) }, 403],
  ['a POST without the token', '/api/runs', { body: '{}', token: '' }, 403],
  ['a form', '/api/runs', { body: 'a=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 415],
  ['text that looks like JSON', '/api/runs', { body: '{}', headers: { 'Content-Type': 'text/plain' } }, 415],
  ['a body that is not JSON', '/api/runs', { body: '{' }, 400],
  ['a body that is a list', '/api/runs', { body: '[]' }, 400],
  ['a body that is nothing', '/api/runs', { body: 'null' }, 400],
  ['a setting that is not there', '/api/runs', { body: '{"settings":{"__proto__x":1}}' }, 400],
  ['a setting out of range', '/api/runs', { body: '{"settings":{"recvSize":1e12}}' }, 400],
  ['a setting that is no number', '/api/runs', { body: '{"settings":{"delay":"0"}}' }, 400],
  ['settings that are a list', '/api/runs', { body: '{"settings":[]}' }, 400],
  ['an address with a line end', '/api/runs', { body: '{"address":"http://a/\\r\\nX: y"}' }, 400],
  ['a body of 300 kB', '/api/runs', { body: `"${'x'.repeat(300_000)}"` }, 413],
  ['a method that changes', '/api/runs', { method: 'DELETE' }, 405],
  ['a preflight', '/api/runs', { method: 'OPTIONS', headers: { Origin: 'http://evil.example' } }, 403],
  ['a POST to the page', '/', { body: '{}' }, 405],
  ['a GET of what steers', '/api/runs/1/stop', {}, 405],
  ['a run that is not there', '/api/runs/999/trace.ndjson', {}, 404],
  ['a path that climbs', '/../../etc/passwd', {}, 404],
  ['a path that climbs in disguise', '/%2e%2e/%2e%2e/package.json', {}, 404],
  ['a name of Object', '/constructor', {}, 404],
  ['a target of another host', 'http://evil.example/', {}, 400],
  ['a target that begins with two slashes', '//evil.example/', {}, 400],
  ['a target that is no URL at all', '/\\[', { token: '' }, 400],
  ['a target of 3,000 characters', `/${'x'.repeat(3000)}`, {}, 414],
]

for (const [what, path, how, status] of hostile) {
  test(`refused with ${status} and a sentence: ${what}`, async () => {
    const reply = await ask(path, how)
    assert.equal(reply.status, status)
    assert.match(reply.json()['error'] as string, /\w+ \w+/)
  })
}

test('a run is followed to its end, and its bytes are the server’s', async () => {
  const id = await begin({ settings: quick })
  const events = await traceOf(id)
  assert.deepEqual(
    ['trace', 'connect', 'request', 'read', 'head', 'kernel', 'origin', 'gate', 'complete', 'beat'].filter(
      (type) => !events.some((event) => event.type === type),
    ),
    [],
  )
  const picture = await ask(`/api/runs/${id}/picture?to=999999999`)
  assert.equal(picture.headers['content-type'], 'image/jpeg')
  assert.equal(sha256(picture.bytes), sha256Of('content/cover3.jpg'))
  const wire = await ask(`/api/runs/${id}/wire?from=0&to=15`)
  assert.equal(wire.bytes.toString(), 'HTTP/1.1 200 OK')
})

test('a feed goes on from a line, and ends with how many there are', async () => {
  const id = await begin({ settings: { ...quick, delay: 0 } })
  const whole = await traceOf(id)
  const lines = whole.filter((event) => event.type !== 'beat')
  assert.deepEqual(whole.at(-1), { type: 'beat', line: lines.length })
  assert.deepEqual(await traceOf(id, `from=${lines.length - 2}`), lines.slice(-2))
})

test('a reader who comes late to a long run gets its reads in buckets that lose no byte', async () => {
  const id = await begin({ address: '/bytes/4000k', settings: { rate: 0, receiveBuffer: 0, recvSize: 256, delay: 0 } })
  await traceOf(id)
  const all = (await traceOf(id, 'follow=0')) as TraceEvent[]
  const late = (await traceOf(id)) as TraceEvent[]
  const bytes = (events: TraceEvent[]) =>
    events.reduce((sum, event) => sum + (event.type === 'read' || event.type === 'reads' ? event.bytes : 0), 0)
  assert.equal(bytes(late), bytes(all))
  assert.ok(late.length <= Math.max(2100, all.length), `${late.length} lines of ${all.length}`)
})

test('settings act while it runs, and leave their mark', async () => {
  const id = await begin({ settings: { ...quick, delay: 60_000 } })
  await ask(`/api/runs/${id}/settings`, { body: '{"delay":0,"recvSize":20000}' })
  const events = await traceOf(id)
  assert.deepEqual(
    events.flatMap((event) => (event.type === 'setting' ? [[event.name, event.value]] : [])),
    [
      ['recvSize', 20000],
      ['delay', 0],
    ],
  )
  assert.equal(events.at(-2)?.type, 'complete')
  assert.ok(events.some((event) => event.type === 'read' && event.bytes > 5120))
})

test('step by step: a read for each, then on by itself', async () => {
  const id = await begin({ settings: { ...quick, delay: 0 }, byHand: true })
  const reads = async () => (await traceOf(id, '')).filter((event) => event.type === 'read').length
  const settled = async (wanted: number) => {
    for (let i = 0; i < 6000 && (await reads()) !== wanted; i++) await new Promise((resolve) => setTimeout(resolve, 10))
    return reads()
  }
  assert.equal(await settled(1), 1)
  for (const wanted of [2, 3]) {
    await ask(`/api/runs/${id}/step`, { body: '{}' })
    assert.equal(await settled(wanted), wanted)
  }
  // Asked for faster than they can be taken: none is lost.
  await Promise.all(Array.from({ length: 5 }, () => ask(`/api/runs/${id}/step`, { body: '{}' })))
  assert.equal(await settled(8), 8)
  await ask(`/api/runs/${id}/go-on`, { body: '{}' })
  assert.equal((await traceOf(id)).at(-2)?.type, 'complete')
})

test('a new run ends the one that goes on, which says so', async () => {
  const first = await begin({ settings: { ...quick, delay: 60_000 } })
  const second = await begin({ settings: { ...quick, delay: 0 } })
  const failed = (await traceOf(first)).find((event) => event.type === 'failed')
  assert.equal(failed?.code, 'aborted')
  assert.match(failed.message, /another run/)
  assert.equal((await traceOf(second)).at(-2)?.type, 'complete')
})

for (const way of ['directly', 'by a redirect'] as const) {
  test(`no run reaches the lab’s own port: ${way}`, async () => {
    const self = `http://localhost:${lab.port}/`
    const address = way === 'directly' ? self : `/cover3.jpg?to=${encodeURIComponent(self)}`
    const events = await traceOf(await begin({ address, settings: { ...quick, delay: 0 } }))
    const failed = events.find((event) => event.type === 'failed')
    assert.equal(failed?.code, 'refused')
    assert.equal(events.filter((event) => event.type === 'request').length, way === 'directly' ? 0 : 1)
  })
}

test('content that is a page is never shown as one', async () => {
  const id = await begin({ address: '/page1.htm', settings: { ...quick, delay: 0 } })
  await traceOf(id)
  assert.equal((await ask(`/api/runs/${id}/picture?to=100`)).status, 404)
  const wire = await ask(`/api/runs/${id}/wire`)
  assert.equal(wire.headers['content-type'], 'application/octet-stream')
  assert.equal(wire.headers['x-content-type-options'], 'nosniff')
})

test('the spider retrieves the lab’s own pages, and ranks them while it goes on', async () => {
  assert.equal((await ask('/api/spider')).bytes.toString(), 'null\n')
  await ask('/api/spider', { body: '{}' })
  const look = async () => (await ask('/api/spider')).json() as unknown as WebTold
  let web = await look()
  const seen = new Set<number>()
  for (; web.going; web = await look()) {
    seen.add(web.pages.length)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.ok(seen.size > 2, `${[...seen].join(' ')} pages seen while it went on`)
  assert.deepEqual([web.waiting, web.pages.length, web.found], [0, 27, 33])
  assert.ok(Math.abs(web.pages.reduce((sum, { rank }) => sum + rank, 0) - 1) < 1e-9)
  const page = (path: string) => web.pages.find((each) => each.path === path)!
  assert.deepEqual([page('/window.html').links, page('/page2.htm').links], [12, 1])
  assert.ok(page('/page2.htm').rank > page('/window.html').rank)
  assert.ok(web.links.every(([from, to]) => from < 27 && to < 27))
})

test('a spider that begins anew ends the one before', async () => {
  for (let i = 0; i < 3; i++) assert.equal((await ask('/api/spider', { body: '{}' })).status, 201)
  assert.ok(((await ask('/api/spider')).json() as unknown as WebTold).pages.length < 27)
})

const slow = { rate: 0, line: 0, receiveBuffer: 0, recvSize: 5120, delay: 0 }
for (const [who, settings] of [
  ['server', { ...slow, rate: 150_000 }],
  ['network', { ...slow, line: 150_000 }],
  ['program', { ...slow, receiveBuffer: 32_768, delay: 30 }],
] as const)
  test(`who is slow is told by the run itself: ${who}`, { skip: !canSetPacing() }, async () => {
    const events = (await traceOf(await begin({ settings }))).filter((event) => event.type !== 'beat')
    const line = new Timeline()
    for (const event of events) line.see(event)
    const { culprit, words } = culpritOf(line, judge(events))
    assert.equal(culprit, who, words)
  })

test('the command prints the address, serves the page there, runs the program it was given, and ends when told to', async () => {
  const { child, ended } = start(['lab', '--no-open', '--run', 'echo {url} retrieved'])
  const [printed] = (await once(child.stdout!, 'data')) as [Buffer]
  const url = printed.toString().trim()
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{24}$/)
  assert.match(await (await fetch(url)).text(), /<title>Sluice lab<\/title>/)
  const own: Lab = { url, port: Number(new URL(url).port), token: new URL(url).hash.slice(1), close: async () => {} }
  const outcome = await askLab(own, '/api/program', { body: '{"exercise":5}' })
  assert.match(String(outcome.json()['printed']), /^http:\/\/127\.0\.0\.1:\d+\/romeo\.txt retrieved\n$/)
  const taken = await sluice(['lab', '--no-open', '--port', new URL(url).port])
  assertFailed(taken, 2, /cannot be had: another program listens there/)
  child.kill('SIGTERM')
  assert.equal((await ended).signal, 'SIGTERM')
})

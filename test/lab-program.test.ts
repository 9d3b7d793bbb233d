// Exercises that the lab runs: the learner's own program, in a real Python, and whoever would like another to be run.

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startLab } from '../src/lab/lab.ts'
import type { Lab } from '../src/lab/lab.ts'
import { tasks } from '../src/lab/page/tasks.ts'
import type { Outcome } from '../src/lab/told.ts'
import { askLab } from './lab-ask.ts'
import type { Ask } from './lab-ask.ts'
import { find, unless } from './programs.ts'

const skip = unless(find('python3'), 'there is no python3')

let lab: Lab
let folder: string
let program: string
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  program = join(folder, 'mine.py')
  lab = await startLab({ run: `python3 '${program}' {url}`, runTimeout: 4000 })
})
after(async () => {
  await lab.close()
  rmSync(folder, { recursive: true })
})

const ask = (how: Ask = {}) => askLab(lab, '/api/program', how)

async function run(exercise: number, text: string): Promise<Outcome> {
  writeFileSync(program, text)
  const reply = await ask({ body: JSON.stringify({ exercise }) })
  assert.equal(reply.status, 200, reply.bytes.toString())
  return reply.json() as unknown as Outcome
}

/** What the server sends, as a program of 2018 gets it. */
async function answer(exercise: number): Promise<[body: string, head: number]> {
  const server = (await askLab(lab, '/api/server')).json()['url'] as string
  const response = await fetch(server + tasks[exercise - 1]!.path)
  const body = await response.text()
  return [body, socketLength(await whole(exercise)) - body.length]
}

const socketLength = (printed: string) => Number(printed.trim().split('\n').at(-1))
const whole = async (exercise: number) => (await run(exercise, `${socket}\nprint(len(b''.join(pieces)))`)).printed

// socket1.py of the book, with its address from the command line; what it got is in `pieces`.
const socket = `
import socket, sys
from urllib.parse import urlparse
url = sys.argv[1]
parts = urlparse(url)
mysock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
mysock.connect((parts.hostname, parts.port))
mysock.send(('GET ' + url + ' HTTP/1.0\\r\\n\\r\\n').encode())
pieces = []
while True:
    data = mysock.recv(512)
    if len(data) < 1:
        break
    pieces.append(data)
mysock.close()
text = b''.join(pieces).decode()
`

const programs: [exercise: number, how: string, text: string, says: RegExp][] = [
  [1, 'socket1.py prints it all', `${socket}\nprint(text, end='')`, /^Right/],
  [1, 'one that forgets the header', `${socket}\nprint(text.split('\\r\\n\\r\\n')[1])`, /not the header/],
  [1, 'one that reads once', `${socket}\nprint(pieces[0].decode(), end='')`, /is missing/],
  [2, 'one that counts while it reads', `${socket}\nprint(text[:3000])\nprint(len(text))`, /^Right: .* header’s/],
  [2, 'one that stops reading', `${socket}\nprint(text[:3000])\nprint(3000)`, /Your last number is 3,000/],
  [2, 'one that shows all', `${socket}\nprint(text * 2)\nprint(len(text))`, /stop after 3000/],
  [
    3,
    'urllib, asked by input()',
    `import urllib.request\ntext = urllib.request.urlopen(input('Enter - ')).read().decode()\nprint(text[:3000])\nprint(len(text))`,
    /^Right/,
  ],
  [
    3,
    'one that counts the lines',
    `import urllib.request, sys\nprint(len(list(urllib.request.urlopen(sys.argv[1]))))`,
    /Your last number/,
  ],
  [
    4,
    'a parser',
    `import sys, urllib.request
from html.parser import HTMLParser
class Tags(HTMLParser):
    count = 0
    def handle_starttag(self, tag, attrs):
        self.count += tag == 'p'
tags = Tags()
tags.feed(urllib.request.urlopen(sys.argv[1]).read().decode())
print(tags.count)`,
    /^Right/,
  ],
  [
    4,
    'one that counts other tags',
    `import sys, urllib.request\nprint(urllib.request.urlopen(sys.argv[1]).read().count(b'<a'))`,
    /p tags/,
  ],
  [5, 'one that looks for the blank line', `${socket}\nprint(text[text.find('\\r\\n\\r\\n') + 4:])`, /^Right/],
  [5, 'one that prints the header too', `${socket}\nprint(text)`, /There is a header/],
  [5, 'one that is wrong by four', `${socket}\nprint(text[393 + 4 + 4:])`, /missing or cut/],
]

for (const [exercise, how, text, says] of programs)
  test(`exercise ${exercise}: ${how}`, { skip }, async () => {
    const { printed, problem, complained } = await run(exercise, text)
    assert.equal(problem, null, complained)
    const { held, words } = tasks[exercise - 1]!.check(printed, ...(await answer(exercise)))
    assert.match(words, says)
    assert.equal(held, words.startsWith('Right'))
  })

test('a program that fails says so, with what it complained of', { skip }, async () => {
  const { printed, complained, problem } = await run(1, `print('so far')\nraise SystemError('no such luck')`)
  assert.equal(printed, 'so far\n')
  assert.match(complained, /no such luck/)
  assert.equal(problem, 'It ended with status 1.')
})

const hostile: [what: string, how: Ask, status: number][] = [
  ['a command', { body: '{"exercise":1,"command":"touch pwned"}' }, 400],
  ['an address', { body: '{"exercise":1,"url":"http://evil.example/"}' }, 400],
  ['an exercise that is text', { body: '{"exercise":"1; touch pwned"}' }, 400],
  ['an exercise that is none', { body: '{"exercise":6}' }, 400],
  ['an exercise that is a list', { body: '{"exercise":[1]}' }, 400],
  ['an exercise of Object', { body: '{"exercise":"constructor"}' }, 400],
  ['nothing', { body: '{}' }, 400],
  ['no token', { body: '{"exercise":1}', token: '' }, 403],
  ['another site', { body: '{"exercise":1}', headers: { Origin: 'http://evil.example' } }, 403],
  ['another site, by the browser’s word', { body: '{"exercise":1}', headers: { 'Sec-Fetch-Site': 'cross-site' } }, 403],
  ['another name (DNS rebinding)', { body: '{"exercise":1}', headers: { Host: 'evil.example' } }, 421],
  ['a form', { body: 'exercise=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 415],
  ['text', { body: '{"exercise":1}', headers: { 'Content-Type': 'text/plain' } }, 415],
  ['a link', {}, 405],
]

for (const [what, how, status] of hostile)
  test(`nothing is run for ${what}: ${status}`, async () => {
    const ran = join(folder, 'ran')
    writeFileSync(program, `open(${JSON.stringify(ran)}, 'w')`)
    const reply = await ask(how)
    assert.equal(reply.status, status)
    assert.match(reply.json()['error'] as string, /\w+ \w+/)
    assert.equal(existsSync(ran), false)
    assert.equal(existsSync('pwned'), false)
  })

test('what it is run with is the lab’s own address, whatever the request says around it', { skip }, async () => {
  writeFileSync(program, 'import sys\nprint(sys.argv[1:], input())')
  const server = (await askLab(lab, '/api/server')).json()['url'] as string
  const reply = await askLab(lab, '/api/program?exercise=2&url=http://evil.example/&command=id', {
    body: '{"exercise":4}',
    headers: { Referer: 'http://evil.example/', 'X-Command': 'id' },
  })
  assert.equal(reply.json()['printed'], `['${server}/window.html'] ${server}/window.html\n`)
})

const forks = `import subprocess, sys, time
child = subprocess.Popen(['sleep', '600'])
print(child.pid, flush=True)
`

test('a program that does not end is stopped, with all that it has started', { skip }, async () => {
  const { printed, problem } = await run(1, `${forks}time.sleep(600)`)
  assert.equal(problem, 'It had not ended after 4 s, and was stopped.')
  await gone(Number(printed))
})

test('what a program leaves behind ends with it', { skip }, async () => {
  const { printed, problem } = await run(1, forks)
  assert.equal(problem, null)
  await gone(Number(printed))
})

test('a program that prints without end is stopped', { skip }, async () => {
  const { printed, problem } = await run(1, `while True: print('x' * 1000)`)
  assert.equal(problem, 'It printed more than 256 KB, and was stopped.')
  assert.equal(printed.length, 256 * 1024)
})

test('one program at a time; it ends when nobody waits for it any more', { skip }, async () => {
  const told = join(folder, 'pid')
  writeFileSync(program, `import os, time\nopen(${JSON.stringify(told)}, 'w').write(str(os.getpid()))\ntime.sleep(600)`)
  const leaving = new AbortController()
  const first = ask({ body: '{"exercise":1}', signal: leaving.signal }).catch(() => {})
  await until(() => existsSync(told) && readFileSync(told, 'utf8') !== '')
  const second = await ask({ body: '{"exercise":1}' })
  assert.equal(second.status, 409)
  leaving.abort()
  await first
  await gone(Number(readFileSync(told, 'utf8')))
})

test('a start without a program runs none', async () => {
  const other = await startLab()
  const reply = await askLab(other, '/api/program', { body: '{"exercise":1}' })
  const server = await askLab(other, '/api/server')
  await other.close()
  assert.equal(reply.status, 409)
  assert.equal(server.json()['command'], null)
})

/** Ended, whether or not anybody has asked for its status. */
const gone = (pid: number) =>
  until(() => {
    if (!(pid > 0)) throw new Error(`${pid} is no process`)
    if (!existsSync(`/proc/${pid}`)) return true
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  })

async function until(is: () => boolean): Promise<void> {
  for (let i = 0; i < 6000 && !is(); i++) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.ok(is())
}

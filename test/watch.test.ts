// --watch on a terminal, off it, and when it is stopped.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { find, unless } from './programs.ts'
import { scratch } from './scratch.ts'
import { assertFailed, launcher, sluice } from './sluice.ts'

// Runs a program on a terminal of its own, makes it narrower once, presses ^C once it has said so much, prints all it wrote.
const terminal = `
import fcntl, os, pty, signal, struct, sys, termios
stop, command = int(sys.argv[1]), sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 100, 0, 0))
shown = b''
while True:
    try:
        more = os.read(fd, 65536)
    except OSError:
        break
    if not more:
        break
    shown += more
    if stop and len(shown) > stop // 2:
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 70, 0, 0))
    if stop and len(shown) > stop:
        os.write(fd, b'\\x03')
        stop = 0
sys.stdout.buffer.write(shown)
status = os.waitpid(pid, 0)[1]
sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
`

const python = find('python3')
const without = unless(python, 'python3 is not installed: no terminal can be made')

suite('--watch', () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  const onTerminal = (t: { after: (then: () => void) => void }, stop: number, args: string[], env = {}) => {
    const cwd = scratch(t)
    const script = join(cwd, 'terminal.py')
    writeFileSync(script, terminal)
    const through = [python!, script, String(stop), process.execPath, launcher]
    return sluice(args, { through, cwd, env: { TERM: 'xterm-256color', ...env } })
  }
  const slowly = ['--delay', '20ms', '--rcvbuf', '32k']

  test('draws on a terminal, and gives it back', { skip: without }, async (t) => {
    const { exit, stdout } = await onTerminal(t, 0, ['get', '--watch', ...slowly, `${origin.url}/cover3.jpg`])
    assert.equal(exit, 0, stdout)
    assert.ok(stdout.includes('\x1b[?2026h\x1b[?25l'))
    assert.match(stdout, /server.*paused/)
    assert.match(stdout, /Complete\..*\r\n|Complete\./)
    assert.match(stdout.slice(stdout.lastIndexOf('\x1b[?25h')), /cover3.jpg: 230210 bytes/)
  })

  test('^C gives the terminal back, also after it became narrower', { skip: without }, async (t) => {
    const { exit, stdout } = await onTerminal(t, 6000, ['get', '--watch', ...slowly, `${origin.url}/cover3.jpg`])
    assert.equal(exit, 130)
    assert.ok(stdout.lastIndexOf('\x1b[?25h') > stdout.lastIndexOf('\x1b[?2026h'))
    assert.match(stdout, /sluice: stopped by SIGINT/)
  })

  test('NO_COLOR draws without colours', { skip: without }, async (t) => {
    const { stdout } = await onTerminal(t, 0, ['why', '--watch', `${origin.url}/cover3.jpg`], { NO_COLOR: '1' })
    assert.doesNotMatch(stdout, /\x1b\[[\d;]*m/) // eslint-disable-line no-control-regex -- what is looked for
    assert.match(stdout, /server +·*█/)
  })

  test('a recording is drawn in the time that it took, or faster', { skip: without }, async (t) => {
    const cwd = scratch(t)
    const trace = join(cwd, 'run.ndjson')
    await sluice(['get', '--trace', trace, '-o', join(cwd, 'x'), ...slowly, `${origin.url}/cover3.jpg`])
    const { exit, stdout } = await onTerminal(t, 0, ['replay', '--watch', '--speed', '10', trace])
    assert.equal(exit, 0)
    assert.match(stdout, /paused/)
    assertFailed(await sluice(['replay', '--watch', '--speed', '0', trace]), 2, /--speed "0" is not a number above 0/)
  })

  test('off a terminal it says plain lines', async (t) => {
    const { exit, stdout, stderr } = await sluice(['get', '--watch', ...slowly, `${origin.url}/cover3.jpg`], {
      cwd: scratch(t),
    })
    assert.deepEqual({ exit, stdout }, { exit: 0, stdout: '' })
    assert.doesNotMatch(stderr, /\x1b/) // eslint-disable-line no-control-regex -- what is looked for
    assert.match(stderr, /^[\d.]+ m?s  .* (?:is paused|still shut)/m)
    assert.match(stderr, /^[\d.]+ m?s  230.\d kB  Complete\./m)
  })

  test('two things that draw over each other are refused', async (t) => {
    const run = await sluice(['get', '--watch', '-v', `${origin.url}/cover3.jpg`], { cwd: scratch(t) })
    assertFailed(run, 2, /--watch and -v would draw over each other/)
  })
})

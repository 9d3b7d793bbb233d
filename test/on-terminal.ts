// A command on a terminal of its own: what it draws there, and what a person does meanwhile.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { find, unless } from './programs.ts'
import { scratch } from './scratch.ts'
import { launcher, sluice } from './sluice.ts'
import type { Ended } from './sluice.ts'

export interface Person {
  /** Types this line when asked something. */
  answer?: string
  /** After half so many bytes the terminal becomes narrower, and after all of them ^C is pressed. */
  stopAfter?: number
}

const program = `
import fcntl, os, pty, struct, sys, termios
answer, stop, command = sys.argv[1].encode(), int(sys.argv[2]), sys.argv[3:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
def columns(n):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 30, n, 0, 0))
columns(100)
shown = b''
while True:
    try:
        more = os.read(fd, 65536)
    except OSError:
        break
    if not more:
        break
    shown += more
    if answer and (b'Enter - ' in shown or b'(Y/n)?' in shown):
        os.write(fd, answer + b'\\n')
        answer = b''
    if stop and len(shown) > stop // 2:
        columns(70)
    if stop and len(shown) > stop:
        os.write(fd, b'\\x03')
        stop = 0
sys.stdout.buffer.write(shown)
status = os.waitpid(pid, 0)[1]
sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
`

const python = find('python3')

/** Why such a test is skipped, or false. */
export const noTerminal = unless(python, 'python3 is not installed: no terminal can be made')

/** What the command draws is in `stdout`; its status is 128 more than a signal's number. */
export function onTerminal(
  t: { after: (then: () => void) => void },
  { answer = '', stopAfter = 0 }: Person,
  args: string[],
  { cwd = scratch(t), env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const script = join(scratch(t), 'terminal.py')
  writeFileSync(script, program)
  const through = [python!, script, answer, String(stopAfter), process.execPath, launcher]
  return sluice(args, { cwd, through, env: { TERM: 'xterm-256color', ...env } })
}

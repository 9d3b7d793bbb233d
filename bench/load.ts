// What others did with the processors while we measured.

import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Seconds of processor used on the whole machine, and by the processes given. */
interface Used {
  at: number
  all: number
  own: number
}

/** Share of the machine that was used by neither us, the servers, nor `spent` seconds of contestants: 0..1. */
export function watchLoad(pids: readonly number[]): (spent: number) => number {
  const before = used(pids)
  return (spent) => {
    const after = used(pids)
    const foreign = after.all - before.all - (after.own - before.own) - spent
    return Math.max(0, foreign) / ((after.at - before.at) * cpus().length)
  }
}

// proc(5): ticks of 1/100 s. /proc/stat's first line: user nice system idle iowait irq softirq steal.
function used(pids: readonly number[]): Used {
  const [, ...ticks] = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0]!.split(/ +/).map(Number)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = ticks
  const own = [process.pid, ...pids].map(ticksOf).reduce((sum, one) => sum + one, 0)
  return { at: performance.now() / 1000, all: (user + nice + system + irq + softirq + steal) / 100, own: own / 100 }
}

// Fields 14 and 15 of /proc/pid/stat: utime and stime.
function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return 0
  }
}

// --progress: the meter's line, drawn where and when it helps.

import { now } from '../clock.ts'
import { Meter } from '../render/meter.ts'
import type { Watcher } from '../trace/event.ts'
import type { Context, Output } from './command.ts'
import type { Values } from './flag.ts'
import type { showing } from './flags.ts'

type Flags = Pick<Values<typeof showing.flags>, 'progress' | 'quiet' | 'silent' | 'reads' | 'json' | 'verbose'>

export interface Progress {
  see: Watcher
  /** Takes the bar away. */
  end: () => void
}

/** Nothing is drawn before this many ms: what is over by then needs no bar. */
const patience = 400

export function showProgress(values: Flags, { stderr, stdout }: Context): Progress {
  const meter = new Meter()
  const how = kind(values, stderr, stdout)
  if (how === 'none') return { see: () => {}, end: () => {} }
  const draw = painters[how](meter, stderr)
  const timer = setInterval(draw.paint, draw.interval)
  timer.unref()
  return {
    see: meter.see,
    end: () => {
      clearInterval(timer)
      draw.end()
    },
  }
}

function kind(values: Flags, stderr: Output, stdout: Output): 'bar' | 'plain' | 'json' | 'none' {
  const asked = values.progress ?? 'auto'
  if (asked !== 'auto') return asked as 'bar' | 'plain' | 'json' | 'none'
  if (values.quiet || values.silent || values.verbose) return 'none'
  if (!stderr.animates) return 'plain'
  // A transcript scrolls on the same terminal; a bar between its lines would tear it.
  return values.reads && stdout.terminal ? 'none' : 'bar'
}

interface Painter {
  interval: number
  paint: () => void
  end: () => void
}

const painters: Record<'bar' | 'plain' | 'json', (meter: Meter, stderr: Output) => Painter> = {
  bar(meter, stderr) {
    const began = now()
    let shown = false
    return {
      interval: 100,
      paint() {
        if (now() - began < patience) return
        shown = true
        stderr.write(`\r${meter.line(stderr.columns - 1, stderr.color)}\x1b[K`)
      },
      end: () => shown && stderr.write('\r\x1b[K'),
    }
  },
  plain: (meter, stderr) => ({
    interval: 10_000,
    paint: () =>
      stderr.write(
        `${meter
          .line(200, false)
          .replace(/^\[[#.]*\] +/, '')
          .trim()}\n`,
      ),
    end: () => {},
  }),
  json: (meter, stderr) => ({
    interval: 1000,
    paint: () => printFacts(meter, stderr),
    end: () => printFacts(meter, stderr),
  }),
}

function printFacts(meter: Meter, stderr: Output): void {
  stderr.write(`${JSON.stringify({ type: 'progress', ...meter.facts })}\n`)
}

// --watch: the live view on the terminal, and plain lines where there is none.

import { cut, written } from '../render/watch/line.ts'
import { pictureOf } from '../render/watch/picture.ts'
import { Screen } from '../render/watch/screen.ts'
import { pausedSoFar, sentenceOf } from '../render/watch/sentence.ts'
import { amount, duration } from '../render/units.ts'
import type { Watcher } from '../trace/event.ts'
import { TraceStore } from '../trace/store.ts'
import type { Share } from '../verdict/verdict.ts'
import type { Context, Output } from './command.ts'

export interface LiveView {
  see: Watcher
  /** The last picture stays. */
  end: () => void
}

export interface LiveOptions {
  /** Milliseconds of the trace that it is now; the trace's own clock when it is not given. */
  clock?: () => number
  /** What the time goes on now, as far as somebody judges. */
  cause: () => Share | undefined
}

/** Milliseconds between two pictures: 15 a second. The judge is asked less often: it takes longer the longer it takes. */
const picture = 66
const opinion = 400
/** Off a terminal: between two lines, and when nothing is new. */
const line = 1000
const silence = 10_000

export function openLiveView({ stderr, signal }: Context, options: LiveOptions): LiveView {
  const store = new TraceStore()
  let began = performance.now()
  const clock = options.clock ?? (() => performance.now() - began)
  const show = stderr.animates ? onTerminal(stderr, signal) : inLines(stderr)
  let by: Share | undefined
  let asked = 0
  const paint = () => {
    store.tick(clock())
    if (performance.now() - asked > opinion) {
      by = options.cause()
      asked = performance.now()
    }
    show.paint(store, by)
  }
  const timer = setInterval(paint, picture)
  return {
    see(event) {
      // The trace's times are those since its first line.
      if (event.type === 'trace') began = performance.now() - event.at
      store.see(event)
    },
    end() {
      clearInterval(timer)
      paint()
      show.end()
    },
  }
}

interface Show {
  paint: (store: TraceStore, by: Share | undefined) => void
  end: () => void
}

function onTerminal(stderr: Output, signal: AbortSignal): Show {
  const screen = new Screen(stderr.color)
  const stopListening = stderr.onResize(() => stderr.write(screen.resized(stderr.columns)))
  // A second SIGINT kills at once: from the first on the terminal is as it was.
  const leave = () => stderr.write(screen.leave())
  signal.addEventListener('abort', leave, { once: true })
  return {
    paint(store, by) {
      if (signal.aborted) return
      const text = screen.show(pictureOf(store, stderr, by))
      if (text !== '') stderr.write(text)
    },
    end() {
      stopListening()
      signal.removeEventListener('abort', leave)
      leave()
    },
  }
}

function inLines(stderr: Output): Show {
  let last = ''
  let shown = -Infinity
  const paint: Show['paint'] = ({ now }, by) => {
    const sentence = sentenceOf(now, by)
    // Its numbers change all the time.
    const kind = sentence.replace(/[\d.]+ (?:[µm]s|s)/g, '')
    const due = performance.now() - shown
    if (now.end === undefined && (due < line || (kind === last && due < silence))) return
    if (now.end !== undefined && last === kind) return
    last = kind
    shown = performance.now()
    const said = `${duration(now.at)}  ${amount(now.received)}  ${sentence}${pausedSoFar(now)}`
    stderr.write(`${written(cut([['plain', said]], 400), false)}\n`)
  }
  return { paint, end: () => {} }
}

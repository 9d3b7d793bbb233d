// One plain sentence for what happens at a moment, and at the end what limited the run; and what a run is called.

import type { Verdict } from '../../verdict/verdict.ts'
import type { Settings } from '../settings.ts'
import type { Moment } from './moment.ts'
import { bytes, count, percent, reads, seconds, settingText, text } from './texts.ts'
import type { Timeline } from './timeline.ts'

/** Words, some of them in the colour of what they name. */
export type Words = (string | [words: string, of: 'server' | 'pause' | 'program' | 'buffer' | 'strong'])[]

export function sentenceAt(moment: Moment, line: Timeline, verdict: Verdict | undefined): Words {
  return sentences[moment.phase](moment, line, verdict)
}

type Say = (moment: Moment, line: Timeline, verdict: Verdict | undefined) => Words

const sentences: Record<Moment['phase'], Say> = {
  idle: () => [
    'Press ',
    ['Run', 'strong'],
    ': your program asks the server for a picture and reads it a piece at a time. Then drag a slider, and see what it does to the server.',
  ],
  connecting: () => ['Your program ', ['connects', 'program'], ' to the server.'],
  asked: () => ['Your program has asked. It waits for the ', ['server', 'server'], '.'],
  running,
  done,
  failed: (_moment, { failed }) => [
    ['It ended early: ', 'pause'],
    failed?.message ?? '',
    failed?.hint ? ` (${failed.hint})` : '',
    '.',
  ],
}

function running({ waiting = 0, capacity = Infinity, shut, pausedFor, serverDone, slept, delay }: Moment): Words {
  if (serverDone)
    return waiting > 0
      ? [
          'The server has sent everything. ',
          [`${bytes(waiting)} wait`, 'buffer'],
          ' in your computer, and ',
          ['your program', 'program'],
          ' reads on.',
        ]
      : ['The server has sent everything, and ', ['your program', 'program'], ' has read it.']
  const soFar = seconds(pausedFor, 1)
  if (pausedFor > 0 && waiting < 0.6 * capacity)
    return [
      ['Your program is draining the buffer', 'program'],
      ` (${bytes(waiting)} left), but `,
      ['the door is still shut', 'pause'],
      `: your computer frees the space in large pieces, so the server is not called back for crumbs. Paused ${soFar} so far.`,
    ]
  if (pausedFor > 0) return ['The buffer is full, so ', ['the server is paused', 'pause'], ` (${soFar} so far).`]
  if (shut) return ['The buffer is full: ', ['the door is shut', 'pause'], '.']
  if (waiting === 0)
    return slept > 0 && delay > 0
      ? ['The buffer is empty, and ', ['your program', 'program'], ' sleeps.']
      : ['The buffer is empty: your program waits for ', ['the server', 'server'], '.']
  return ['The door is open: ', ['the server sends', 'server'], `, and ${bytes(waiting)} wait in your computer.`]
}

function done({ at, paused, count: n }: Moment, line: Timeline, verdict: Verdict | undefined): Words {
  const words: Words = [['Done: ', 'strong'], `${bytes(line.complete?.received ?? 0)} in ${seconds(at)}, ${reads(n)}. `]
  const { status = 200, reason = '' } = line.head ?? {}
  if (status >= 400) words.push([`The server answered ${`${status} ${reason}`.trim()}. `, 'pause'])
  if (paused >= 5)
    words.push(
      'The server was ',
      [`paused for ${seconds(paused)} of it (${percent(paused, at)})`, 'pause'],
      ', waiting for your program to make room. ',
    )
  else if (line.waiting.length > 0) {
    const most = line.waiting.largest
    words.push(
      most === 0 ? 'Your program took everything as it came' : `At most ${bytes(most)} ever waited in the buffer`,
      paused === 0 ? ', and the server was never told to stop. ' : '. ',
    )
  }
  if (verdict) {
    const { limited_by: limit, confidence } = verdict
    const colour =
      limit === 'server' ? 'server' : limit === 'receiver' ? 'program' : limit === 'window' ? 'buffer' : 'strong'
    words.push(
      'What limited this download: ',
      [text.limits[limit], colour],
      confidence === 'guess' && limit !== 'unsure' ? ' (a guess).' : '.',
    )
  }
  return words
}

/** How a run is called among others. */
export function runName(number: number, line: Timeline): string {
  const { url = '', options = {} } = line.started ?? {}
  const { recvSize, delay, receiveBuffer } = options as Partial<Settings>
  const told = [
    recvSize === undefined ? '' : `asks for ${count(recvSize)}`,
    delay === undefined ? '' : `sleeps ${settingText.delay(delay)}`,
    receiveBuffer ? `holds ${settingText.receiveBuffer(receiveBuffer)}` : '',
  ]
  return [`${number}. ${url.replace(/^https?:\/\/127\.0\.0\.1:\d+/, '')}`, ...told.filter(Boolean)].join(', ')
}

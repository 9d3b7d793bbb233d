// Every text of the page, in one place: whoever translates the page translates this file.

import type { Setting, Settings } from '../settings.ts'

const number = new Intl.NumberFormat('en')

/** `230,607` */
export const count = (n: number) => number.format(Math.round(n))

/** `230,607 bytes` */
export const bytes = (n: number) => `${count(n)} byte${Math.round(n) === 1 ? '' : 's'}`

/** `32 KB`, as kernels count; what is no whole number of them, in bytes. */
export const buffer = (n: number) =>
  n >= 1 << 20 && n % (1 << 20) === 0 ? `${n >> 20} MB` : n % 1024 === 0 ? `${n / 1024} KB` : bytes(n)

/** `0.25 s`, `1.6 s`, `12.4 s` */
export function seconds(ms: number, digits = ms < 9950 ? 2 : 1): string {
  return `${(ms / 1000).toFixed(digits)} s`
}

/** A time that somebody set: `0.25 s`, `25 ms`. */
export const pause = (ms: number) => (ms < 100 ? `${ms} ms` : `${ms / 1000} s`)

export const percent = (part: number, whole: number) => `${whole > 0 ? Math.round((100 * part) / whole) : 0}%`

export const settingText: Record<Setting, (value: number) => string> = {
  rate: (n) => (n === 0 ? 'as fast as it can' : n >= 1e6 ? `${n / 1e6} MB each second` : `${n / 1000} KB each second`),
  receiveBuffer: (n) => (n === 0 ? 'the usual (128 KB, grows)' : buffer(n)),
  recvSize: (n) => (n % (1 << 20) === 0 ? '1 MB' : bytes(n)),
  delay: (ms) => (ms === 0 ? 'not at all' : pause(ms)),
}

/** The controls read as sentences: group, words before the value. */
export const controlText: { group: string; settings: { name: Setting; before: string; label: string }[] }[] = [
  { group: 'The server', settings: [{ name: 'rate', before: 'sends', label: 'How fast the server sends' }] },
  { group: 'Your computer', settings: [{ name: 'receiveBuffer', before: 'holds', label: 'What your computer holds' }] },
  {
    group: 'Your program',
    settings: [
      { name: 'recvSize', before: 'asks for up to', label: 'What your program asks for' },
      { name: 'delay', before: 'then sleeps', label: 'How long your program sleeps after each read' },
    ],
  },
]

export const markText = (name: string, value: number) =>
  ({
    delay: `sleeps ${settingText.delay(value)}`,
    recvSize: `asks for ${count(value)}`,
    rate: `server: ${settingText.rate(value)}`,
    receiveBuffer: `holds ${settingText.receiveBuffer(value)}`,
  })[name] ?? `${name} ${value}`

export const tabs = ['Sluice', 'Time-sequence', 'Bytes', 'Log', 'Table'] as const

export const text = {
  title: 'Sluice lab',
  subtitle: 'watch one download, from the server to your program',
  controls: 'Settings of the run',
  views: 'Views',
  run: 'Run',
  stop: 'Stop',
  step: 'Step one recv',
  goOn: 'Go on',
  noToken:
    'Open the address that sluice lab printed: it ends with a # and a token of this start, and this one does not.',
  lost: 'The lab does not answer. Is sluice lab still running?',

  server: 'Server',
  serverSub: 'sending, or paused',
  serverInferred: 'inferred from this side',
  door: 'Door (TCP window)',
  bufferLane: 'Receive buffer',
  bufferSub: 'bytes that have arrived and wait for your program',
  legend: { waiting: 'bytes waiting', held: 'space not freed yet', open: 'door open', shut: 'door shut' },
  program: 'Your program',
  programSub: (size: number) => `one recv(${count(size)}) each stem`,
  full: 'full',
  part: 'part',
  soFar: 'So far',
  sent: (n: number) => `sent ${count(n)}`,
  read: (n: number) => `read ${count(n)}`,

  pausedLong: (ms: number) => `paused ${seconds(ms)}`,
  ahead: (n: number) => `server is ahead by ${count(n)}`,
  notes: {
    full: 'full: the door shuts',
    takes: (n: number) => `your program takes ${count(n)} at a time`,
    freed: 'space is freed: the server rushes in',
  },

  machine: {
    idle: 'Server',
    sending: 'Server sending',
    paused: (ms: number) => `Server paused ${seconds(ms, 1)}`,
    done: 'Server: done',
    open: 'open',
    shut: 'shut',
    waiting: 'bytes waiting',
    held: 'space not freed yet',
    sleeping: (ms: number) => `sleeping ${pause(ms)}`,
    asking: 'in recv()',
    byHand: 'press S for one recv()',
    reads: (n: number) => `done: ${count(n)} read${n === 1 ? '' : 's'}`,
    picture: 'what your program has read so far',
    noPicture: 'no picture',
  },

  limits: {
    server: 'the server',
    network: 'the network',
    window: 'the size of your receive buffer',
    receiver: 'your program',
    short: 'nothing: it was too short to show a limit',
    unsure: 'not sure: the signals do not tell',
  },

  replay: 'Replay: drag here, or use the arrow keys to go read by read',
  replayAt: (ms: number) => `Replay at ${seconds(ms)}.`,
  live: 'Live',
  spokenRead: (n: number, size: number, total: number, at: number) =>
    `Read ${count(n)} at ${seconds(at)}: ${count(size)} bytes, ${count(total)} in all.`,
  spokenSetting: (settings: Settings) =>
    `The server sends ${settingText.rate(settings.rate)}. Your computer holds ${settingText.receiveBuffer(settings.receiveBuffer)}. Your program asks for up to ${settingText.recvSize(settings.recvSize)} and sleeps ${settingText.delay(settings.delay)}.`,
  keys: 'Keys: R run, Esc stop, S one recv, Space plays, ← → read by read, 1 to 5 views',
}

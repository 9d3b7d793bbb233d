// Every text of the page, but for the sentence above the lanes (sentence.ts), what is said of messages (message-texts.ts)
// and the experiments (experiments.ts): whoever translates the page translates these four files.

import type { Setting, Settings } from '../settings.ts'

const grouped = new Intl.NumberFormat('en')

/** `230,607` */
export const count = (n: number) => grouped.format(Math.round(n))

/** `230,607 bytes` */
export const bytes = (n: number) => `${count(n)} byte${Math.round(n) === 1 ? '' : 's'}`

/** `47 reads` */
export const reads = (n: number) => `${count(n)} read${n === 1 ? '' : 's'}`

/** `32 KB`, as kernels count; what is no whole number of them, in bytes. */
export const buffer = (n: number) =>
  n >= 1 << 20 && n % (1 << 20) === 0 ? `${n >> 20} MB` : n % 1024 === 0 ? `${n / 1024} KB` : bytes(n)

/** `0.25 s`, `1.6 s`, `12.4 s` */
export function seconds(ms: number, digits = ms < 9950 ? 2 : 1): string {
  return `${(ms / 1000).toFixed(digits)} s`
}

/** A time that somebody set: `0.25 s`, `25 ms`. */
export const pause = (ms: number) => (ms < 100 ? `${ms} ms` : `${ms / 1000} s`)

export function percent(part: number, whole: number): string {
  const share = whole > 0 ? (100 * part) / whole : 0
  return `${share > 0 && share < 1 ? share.toFixed(1) : Math.round(share)}%`
}

export const settingText: Record<Setting, (value: number) => string> = {
  rate: (n) => (n === 0 ? 'as fast as it can' : n >= 1e6 ? `${n / 1e6} MB each second` : `${n / 1000} KB each second`),
  line: (n) => (n === 0 ? 'as fast as it can' : `${n / 1000} KB each second`),
  receiveBuffer: (n) => (n === 0 ? 'the usual size' : buffer(n)),
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
  controls: 'Settings of the run',
  views: 'Views',
  run: 'Run',
  stop: 'Stop',
  step: 'One recv()',
  goOn: 'Go on',
  noToken:
    'Open the address that sluice lab printed: it ends with a # and a token of this start, and this one does not.',
  lost: 'The lab does not answer. Is sluice lab still running?',
  cut: 'The trace ends here, in the middle of a run.',
  nothing: 'Nothing yet: press Run.',

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
    byHand: 'S: one recv()',
    reads: (n: number) => `done: ${reads(n)}`,
    ended: (n: number) => `ended: ${reads(n)}`,
    picture: 'what your program has read so far',
  },

  limits: {
    server: 'the server',
    network: 'the network',
    window: 'the size of your receive buffer',
    receiver: 'your program',
    short: 'nothing: it was too short to show a limit',
    unsure: 'not sure: the signals do not tell',
  },

  close: 'Close',
  actions: 'More to do',
  guide: {
    label: 'Experiments',
    choose: 'Experiments…',
    run: 'Run it',
    close: 'Leave the experiment',
    predict: 'First say what you expect: choose one of the answers.',
    right: 'As you said.',
    wrong: (answer: string) => `It is: ${answer}.`,
    notShown: 'This run did not show it: run it again.',
  },
  who: {
    about:
      'Three runs of the same picture. In one the server is slow, in one the network, in one your program. Run each, look at the lanes and at Time-sequence, and say which is which.',
    secret:
      'Look at the lanes: who waits for whom? And in Time-sequence: has the server handed over what has not arrived?',
    run: (name: string) => `Run ${name}`,
    label: (name: string) => `Who is slow in run ${name}?`,
    choose: 'Who is slow?',
    culprits: { server: 'the server', network: 'the network', program: 'your program' },
    right: 'Yes, ',
    wrong: 'No, ',
    evidence: {
      program: (paused: number, all: number) =>
        `for ${seconds(paused)} of ${seconds(all)} the server was told to stop: the bytes lay in your computer, and your program did not take them.`,
      network: (busy: number, all: number) =>
        `your buffer was empty, and for ${seconds(busy)} of ${seconds(all)} the server’s kernel held bytes that its program had handed over: they waited for the line.`,
      server: (busy: number, all: number) =>
        `your buffer was empty, and the server’s kernel had nothing to send but for ${seconds(busy)} of ${seconds(all)}: its program gave it nothing.`,
      unclear: 'this run does not tell: run it again.',
    },
    made: {
      server: 'Made so: the server’s program writes 50 KB each second.',
      network:
        'Made so: the server’s kernel lets 50 KB out each second, as a line of that speed does. (A line itself cannot be slowed down by a program like this.)',
      program: 'Made so: your program sleeps 0.1 s after each read.',
    },
    why: 'From your side a slow server and a slow network look alike: an empty buffer, and silence. The lab has both ends. sluice why has one, and looks for segments that stood in a queue.',
  },
  spider: {
    about:
      'The spider begins at the home page of the lab’s server, retrieves what it links to, then what that links to. Twelve pages have a link to window.html, and one has a link to page2.htm. Which of them is the more important in the end?',
    choices: ['window.html: more pages link to it', 'page2.htm: it depends on who links'],
    run: 'Let it go',
    stands: (found: number, retrieved: number, waiting: number) =>
      `${count(found)} addresses found, ${count(retrieved)} pages retrieved${waiting > 0 ? `, ${count(waiting)} wait` : ''}.`,
    leftOut: (n: number) => ` The other ${count(n)} are elsewhere, not there, or asked robots to stay out.`,
    picture: 'The pages retrieved so far, as large as they are important, and the links among them',
    columns: ['Page', 'Links to it', 'Importance (PageRank)'],
    finding: (
      page: string,
      [links, rank]: [number, number],
      other: string,
      [otherLinks, otherRank]: [number, number],
    ) =>
      `${page}: ${count(links)} link${links === 1 ? '' : 's'}, PageRank ${rank.toFixed(3)}; ${other}: ${count(otherLinks)}, ${otherRank.toFixed(3)}.`,
    why: 'A link counts for as much as the page that it stands on is worth, divided by the links on it. page1.htm has but one link, and gives all it has to page2.htm, which gives it back: the two keep what they get. Counting links alone would not see that.',
    next: 'The same on the web: sluice crawl URL, then sluice rank.',
  },
  address: {
    button: 'Address…',
    title: 'Try an address',
    label: 'Address',
    example: 'http://data.pr4e.org/cover3.jpg',
    about:
      'Any http or https address. This is the only way by which the lab leaves this machine. What the server does is then inferred from this side, and drawn dashed.',
    own: 'Or a file of the lab’s own server:',
  },
  transcript: {
    button: 'Transcript…',
    title: 'Paste a transcript',
    label: 'What your program printed',
    about:
      'Paste what urljpeg.py, or your own program, has printed: two numbers a line, the bytes of a read and the total. It stays in this page.',
    result: 'What it shows',
    name: 'the transcript',
  },
  tasks: {
    button: 'Exercises…',
    title: 'The chapter’s exercises',
    about: 'Write the program, let it retrieve from the lab’s server, and paste what it printed: the lab compares.',
    from: 'Retrieve',
    pasted: 'What your program printed',
    check: 'Compare',
    run: 'Run it',
    running: 'It runs …',
    /** What is run is said in the terminal: no page may choose it. */
    command: 'Your program, as you started the lab: ',
    noCommand: "Or let the lab run it: sluice lab --run 'python3 mine.py {url}'",
  },
  open: 'Open…',
  compare: {
    button: 'Compare…',
    title: 'Compare two runs',
    first: 'One run',
    second: 'The other',
    nothing: 'There is nothing to compare yet: run it twice.',
  },
  save: {
    button: 'Save…',
    title: 'Save',
    nothing: 'There is nothing to save yet: run it first.',
    formats: {
      ndjson: 'Trace (.ndjson)',
      har: 'HAR, for browsers’ network panels (.har)',
      pftrace: 'Perfetto (.pftrace)',
      'perfetto.json': 'Perfetto (.json)',
      pcapng: 'Packets, for Wireshark (.pcapng)',
      png: 'What you see, as a picture (.png)',
      svg: 'What you see, as a drawing (.svg)',
    } as Record<string, string>,
  },

  sequence: {
    label: 'Bytes over time: handed over by the server, arrived here, read by your program. Drag to replay.',
    bytes: 'bytes',
    handed: 'server has handed over',
    edge: 'the server may send',
    arrived: 'has arrived here',
    read: 'your program has read',
    paused: (ms: number) => `server paused ${seconds(ms)}`,
  },

  bytes: {
    sent: 'What your program sent',
    came: 'What came back, as text',
    hex: 'The same bytes, in hexadecimal',
    strip: 'The whole stream: the header, then the body, with a line where each read ended',
    noWire: 'The bytes themselves are not in a trace.',
    blank: (at: number) => `the blank line: the header ends here, at byte ${count(at)}`,
    body: (length: string, type: string) => `… ${length} of body${/image\//.test(type) ? ': a picture' : ''}`,
    untilEnd: 'bytes until the server closes',
    header: (n: number) => `header ${bytes(n)}`,
    bodySum: (n: number) => `body ${bytes(n)}`,
    tick: 'each line is one recv()',
    border: (read: number, at: number, size: number) =>
      at === size
        ? `The header ended with read ${count(read)}.`
        : `The header ended in the middle of read ${count(read)}: the first body byte was byte ${count(at)} of ${count(size)}. Reads do not respect the border; the blank line does.`,
  },

  log: {
    label: 'What happened, in order',
    earlier: (n: number) => `${count(n)} earlier lines are not shown; save the trace to have them.`,
  },

  table: {
    caption: 'Every read, in order',
    columns: ['Read', 'At', 'After', 'Bytes', 'Total', 'Asked', 'Full', 'Left waiting', 'Window'],
    unknown: 'not known',
    bucket: (n: number, sum: number) => `${count(sum)} in ${reads(n)}`,
    before: 'Before',
    next: 'Next',
    where: (from: number, to: number, of: number) => `${count(from)} to ${count(to)} of ${count(of)}`,
  },

  live: 'now',
  beginning: 'Before the first read.',
  replay: 'Replay: drag here, or use the arrow keys to go read by read',
  spokenRead: (n: number, size: number, total: number, at: number) =>
    `Read ${count(n)} at ${seconds(at)}: ${count(size)} bytes, ${count(total)} in all.`,
  spokenSetting: (settings: Settings) =>
    `The server sends ${settingText.rate(settings.rate)}. Your computer holds ${settingText.receiveBuffer(settings.receiveBuffer)}. Your program asks for up to ${settingText.recvSize(settings.recvSize)} and sleeps ${settingText.delay(settings.delay)}.`,
  keys: 'Keys: R run, Esc stop, S one recv, Space plays, ← → read by read, 1 to 5 views',
}

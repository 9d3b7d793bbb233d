// The guided experiments: a question to predict the answer of, a run that shows it, and a check that the lab makes.
//
// Texts of their own: see texts.ts.

import type { Settings } from '../settings.ts'
import { bytes, count, percent, seconds } from './texts.ts'
import type { Timeline } from './timeline.ts'

/** What the run showed; `held` says whether it was what the experiment is about. */
export interface Finding {
  held: boolean
  words: string
}

/** An experiment of one run: predicted, run, checked. */
export interface Experiment {
  id: string
  title: string
  question: string
  choices: readonly string[]
  /** Index of the right choice. */
  right: number
  settings: Settings
  address: string
  /** Which tab shows it. @default 0 */
  view?: number
  check: (line: Timeline) => Finding
  why: string
  /** What to change next. */
  next: string
}

/** An experiment that is more than one run, and has a panel of its own. */
export interface Special {
  id: string
  title: string
  panel: 'who' | 'spider'
}

const K = 1024
const book: Settings = { rate: 0, line: 0, receiveBuffer: 0, recvSize: 5120, delay: 250 }
/** Ms from the request to the end. */
export const took = (line: Timeline) => line.end - (line.requestedAt ?? 0)
const drawnPauses = (line: Timeline) => line.pauses.reduce((sum, { from, to }) => sum + to - from, 0)
const kernelPause = (line: Timeline) => line.paused.largest

export const experiments: readonly (Experiment | Special)[] = [
  {
    id: 'one-read',
    title: 'One read is not one message',
    question:
      'Your program asks for 5,120 bytes each time and does not sleep; the server sends 200 KB each second. What does each recv() give?',
    choices: ['always 5,120 bytes', 'one line of the file', 'what has arrived by then, often less than 5,120'],
    right: 2,
    settings: { ...book, rate: 200_000, delay: 0 },
    address: '/cover.jpg',
    check(line) {
      const { bytes: sizes, asked } = line.reads
      let part = 0
      let segments = 0
      for (let i = 0; i < sizes.length; i++) {
        if (sizes.get(i) < asked.get(i)) part++
        if (sizes.get(i) % 1460 === 0) segments++
      }
      return {
        held: part > sizes.length / 2,
        words: `${count(part)} of ${count(sizes.length)} reads gave less than was asked for; ${count(segments)} gave a whole number of 1,460 bytes, which is what one Ethernet packet carries.`,
      }
    },
    why: 'TCP is a stream. recv() returns what lies in the buffer at that moment; where one read ends says nothing about where a message ends. The book’s run of 2013 shows the same multiples of 1,460.',
    next: 'Let the program sleep 0.1 s: the buffer fills meanwhile, and the reads become full.',
  },
  {
    id: 'at-once',
    title: 'The run of 2018',
    question:
      'The server sends as fast as it can and your program never sleeps. Is the server ever made to wait for long?',
    choices: ['yes, most of the time', 'no: your program empties the buffer as fast as it fills'],
    right: 1,
    settings: { ...book, delay: 0 },
    address: '/cover3.jpg',
    check: (line) => ({
      held: line.complete?.received === 230_607 && kernelPause(line) < 0.5 * took(line),
      words: `${bytes(line.complete?.received ?? 0)} in ${seconds(took(line))}, ${count(line.count.largest)} reads; the server was paused for ${seconds(kernelPause(line), 3)}.`,
    }),
    why: 'On one machine everything takes milliseconds. The header is 393 bytes, the blank line 4, the picture 230,210: the total that the book prints.',
    next: 'Run “The server gets ahead” next: the same, with the sleep of the book.',
  },
  {
    id: 'ahead',
    title: 'The server gets ahead',
    question: 'Your program now sleeps 0.25 s after each read. Where are the bytes that the server has sent meanwhile?',
    choices: ['still at the server', 'lost', 'in the receive buffer of your computer'],
    right: 2,
    settings: book,
    address: '/cover3.jpg',
    check: (line) => ({
      held: line.waiting.largest > 20_000,
      words: `Up to ${bytes(line.waiting.largest)} waited in your computer for your program.`,
    }),
    why: 'The computer takes what comes, whether the program asks or not, until its buffer is full. Then the door shuts.',
    next: 'Set “holds” to 32 KB and run again: it is full sooner.',
  },
  {
    id: 'forced',
    title: 'Forced to pause',
    question: 'Your computer holds 32 KB only. The buffer is full, and the server has more. What happens?',
    choices: [
      'bytes are thrown away',
      'the server is made to stop until there is room',
      'the server sends more slowly',
    ],
    right: 1,
    settings: { ...book, receiveBuffer: 32 * K },
    address: '/cover3.jpg',
    check(line) {
      const [drawn, kernel] = [drawnPauses(line), kernelPause(line)]
      return {
        held: line.pauses.length >= 5 && Math.abs(drawn - kernel) <= 0.05 * kernel,
        words: `${count(line.pauses.length)} pauses, ${seconds(drawn)} in all as drawn here; the server’s own kernel counted ${seconds(kernel)} (${percent(Math.abs(drawn - kernel), kernel)} apart).`,
      }
    },
    why: 'Your computer tells the server with each acknowledgement how much room there is: the window. When it is 0 the server must stop. That is flow control.',
    next: 'While it runs, drag the sleep to “not at all”, and watch the door open.',
  },
  { id: 'who', title: 'Who is slow?', panel: 'who' },
  {
    id: 'sips',
    title: 'Bigger sips',
    question:
      'The same sleep of 0.25 s, but your program asks for up to 20,480 bytes at a time instead of 5,120 (which took about 12 s). How long does it take now?',
    choices: ['just as long', 'a good deal shorter', 'no time at all'],
    right: 1,
    settings: { ...book, receiveBuffer: 32 * K, recvSize: 20_480 },
    address: '/cover3.jpg',
    check: (line) => ({
      held: took(line) < 8000,
      words: `${seconds(took(line))} with ${count(line.count.largest)} reads.`,
    }),
    why: 'The sleep comes once a read. Four times larger reads are about four times fewer sleeps, as far as there is as much in the buffer.',
    next: 'Ask for 64 bytes, and see how many reads it takes. Stop it when you have seen enough.',
  },
  {
    id: 'tank',
    title: 'A bigger tank',
    question:
      'Your computer holds 256 KB, enough for the whole picture. Will your program be done sooner than with 32 KB?',
    choices: ['yes, much sooner', 'no: it still reads 5,120 bytes each 0.25 s'],
    right: 1,
    settings: { ...book, receiveBuffer: 256 * K },
    address: '/cover3.jpg',
    check: (line) => ({
      held: took(line) > 9000,
      words: `It took ${seconds(took(line))}. The server was paused for ${seconds(kernelPause(line))} of it, and was done early.`,
    }),
    why: 'A buffer moves the waiting from one place to another. Here the server is free sooner; your program is as slow as before.',
    next: 'Now make the program faster instead: halve the sleep.',
  },
  {
    id: 'door',
    title: 'Why the door stays shut',
    question:
      'The buffer was full, and your program has taken 5,120 bytes out. Does the server send the next 5,120 at once?',
    choices: ['yes', 'no: nothing comes until your computer has freed a large piece'],
    right: 1,
    settings: { ...book, receiveBuffer: 32 * K, delay: 400 },
    address: '/cover3.jpg',
    check(line) {
      const { at } = line.reads
      const most = Math.max(0, ...line.pauses.map(({ from, to }) => at.last(to) - at.last(from)))
      return {
        held: most >= 3,
        words: `During one pause your program read ${count(most)} times, and the door stayed shut.`,
      }
    },
    why: 'What has arrived lies in memory in large pieces, and a piece is freed when its last byte is read (hatched: space not freed yet). And TCP does not open the door for crumbs (RFC 9293 calls it silly window avoidance).',
    next: 'Press S to go one recv() at a time, and watch for the one that opens the door.',
  },
  {
    id: 'header',
    title: 'Header and body',
    question: 'The answer begins with a header. At which byte does the picture begin?',
    choices: ['at byte 0', 'at byte 393', 'at byte 397'],
    right: 2,
    settings: { ...book, delay: 0 },
    address: '/cover3.jpg',
    view: 2,
    check: (line) => ({
      held: line.head?.offset === 393 && line.head.size === 397,
      words: `The header is ${count(line.head?.offset ?? 0)} bytes, then come the 4 of \\r\\n\\r\\n: the picture begins at byte ${count(line.head?.size ?? 0)}.`,
    }),
    why: 'The program looks for the blank line, \\r\\n\\r\\n, and cuts there: picture[pos+4:].',
    next: 'Ask for 256 bytes at a time: now the header itself comes in two reads.',
  },
  {
    id: 'browser',
    title: 'The simplest web browser',
    question: 'romeo.txt has 167 bytes, and your program asks for 512 at a time. How many reads give it something?',
    choices: ['one', 'two', 'four, one for each line'],
    right: 1,
    settings: { ...book, recvSize: 512, delay: 0 },
    address: '/romeo.txt',
    view: 2,
    check: (line) => ({
      held: line.count.largest === 2,
      words: `${count(line.count.largest)} reads for ${bytes(line.complete?.received ?? 0)}: the header alone is ${count(line.head?.size ?? 0)} with its blank line.`,
    }),
    why: 'The header comes first and is longer than the poem. A last recv() gives nothing: the server has closed, and the program knows that it is all.',
    next: 'Look at the Table: the second read is what was left.',
  },
  { id: 'spider', title: 'The spider', panel: 'spider' },
]

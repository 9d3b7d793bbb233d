// The chapter's exercises as tasks: the learner's program retrieves from the lab's server, what it printed is pasted, and
// the lab compares. Texts of their own: see texts.ts.

import { exercisePaths } from '../exercises.ts'
import type { Finding } from './experiments.ts'
import { count } from './texts.ts'

export interface Task {
  title: string
  /** What the program has to do. */
  about: string
  /** On the lab's server. */
  path: string
  /**
   * @param body what the server sent after the blank line
   * @param head characters before that, the blank line among them
   */
  check: (printed: string, body: string, head: number) => Finding
}

const lines = (words: string) =>
  words
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const numbers = (words: string) =>
  [...words.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')))

const missing = (printed: string, body: string) => {
  const had = new Set(lines(printed))
  return lines(body).filter((line) => !had.has(line))
}

function countIs(printed: string, wanted: number, of: string): Finding {
  const last = numbers(printed).at(-1)
  if (last === undefined) return { held: false, words: 'There is no number in what you pasted.' }
  return last === wanted
    ? { held: true, words: `Right: ${count(wanted)} ${of}.` }
    : { held: false, words: `Your last number is ${count(last)}; the server’s file has ${count(wanted)} ${of}.` }
}

export const tasks: readonly Task[] = [
  {
    title: 'Exercise 1: any address',
    about:
      'Change socket1.py so that it asks for the URL, takes it apart with split("/"), and says so when it is none. Paste what it printed, header and all.',
    path: exercisePaths[0],
    check(printed, body) {
      const lost = missing(printed, body)
      if (lost.length > 0) return { held: false, words: `This line is missing: ${lost[0]}` }
      return /^HTTP\/1\.[01] 200/m.test(printed)
        ? { held: true, words: 'Right: the header, and every line of the poem.' }
        : {
            held: false,
            words: 'The poem is all there, but not the header: socket1.py prints what comes, from the first byte.',
          }
    },
  },
  {
    title: 'Exercise 2: at most 3000 characters',
    about:
      'Count the characters of the document, and stop showing them after 3000. Retrieve it all, and print the count at the end. Paste what it printed.',
    path: exercisePaths[1],
    check(printed, body, head) {
      const last = numbers(printed).at(-1)
      const shown = printed.length - (last?.toString().length ?? 0)
      if (shown > 3100 + (body.length - body.trimEnd().length))
        return { held: false, words: `It showed about ${count(shown)} characters, and was to stop after 3000.` }
      return last === body.length + head
        ? { held: true, words: `Right: ${count(last)} characters, the header’s ${count(head)} among them.` }
        : countIs(printed, body.length, 'characters')
    },
  },
  {
    title: 'Exercise 3: the same with urllib',
    about:
      'Do exercise 2 with urllib. The count is of the document alone: urllib takes the header off. Paste the count.',
    path: exercisePaths[2],
    check: (printed, body) => countIs(printed, body.length, 'characters'),
  },
  {
    title: 'Exercise 4: count the paragraphs',
    about:
      'Change urllinks.py so that it counts the p tags of the page and prints how many there are. Paste the number.',
    path: exercisePaths[3],
    check: (printed, body) => countIs(printed, [...body.matchAll(/<p[\s>]/gi)].length, 'p tags'),
  },
  {
    title: 'Exercise 5: without the header',
    about:
      'Change the socket program so that it shows what comes after the header and the blank line only. recv() gives bytes, not lines. Paste what it printed.',
    path: exercisePaths[4],
    check(printed, body) {
      if (/^HTTP\/1\.|^Content-Type:/im.test(printed)) return { held: false, words: 'There is a header in it.' }
      const lost = missing(printed, body)
      const more = missing(body, printed).filter((line) => !/^enter\b/i.test(line))
      if (lost.length > 0) return { held: false, words: `This line is missing or cut: ${lost[0]}` }
      return more.length > 0
        ? { held: false, words: `This line is not of the document: ${more[0]}` }
        : { held: true, words: 'Right: the document, and nothing else.' }
    },
  },
]

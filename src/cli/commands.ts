// Every command, and how to load it. Nothing is imported before it is asked for: a start costs what the command uses.

import { SluiceError } from '../errors.ts'
import type { Command } from './command.ts'
import { nearest } from './nearest.ts'

interface Entry {
  /** What it does, one line. */
  about: string
  load: () => Promise<Command>
}

/** By the heading that the overview shows them under. */
export const sections: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  Retrieve: {
    get: { about: 'retrieve and keep the file', load: async () => (await import('./commands/get.ts')).get },
    head: { about: 'the head alone', load: async () => (await import('./commands/head.ts')).head },
    why: {
      about: 'retrieve, and say what the time went on',
      load: async () => (await import('./commands/why.ts')).why,
    },
  },
  'Read a page': {
    cat: { about: 'the document as text, as it is', load: async () => (await import('./commands/cat.ts')).cat },
    text: { about: 'the text that a reader sees', load: async () => (await import('./commands/text.ts')).text },
    words: { about: 'how often each word occurs', load: async () => (await import('./commands/words.ts')).words },
    grep: {
      about: 'every match of a regular expression',
      load: async () => (await import('./commands/grep.ts')).grep,
    },
    links: { about: 'every link, parsed', load: async () => (await import('./commands/links.ts')).links },
    tags: { about: 'the parts of each tag', load: async () => (await import('./commands/tags.ts')).tags },
    count: { about: 'how many of each', load: async () => (await import('./commands/count.ts')).count },
  },
  'Many URLs': {
    bulk: {
      about: 'a list of URLs into files, tar shards or WARC',
      load: async () => (await import('./commands/bulk.ts')).bulk,
    },
    crawl: {
      about: 'the spider: retrieve, follow, store; goes on where it was',
      load: async () => (await import('./commands/crawl.ts')).crawl,
    },
    rank: {
      about: 'importance of the crawled pages by the links to them',
      load: async () => (await import('./commands/rank.ts')).rank,
    },
  },
  'See it without a network': {
    lab: {
      about: 'the web lab: drag the delay, in the browser',
      load: async () => (await import('./commands/lab.ts')).lab,
    },
    demo: { about: "the chapter's run, offline", load: async () => (await import('./commands/demo.ts')).demo },
    replay: { about: 'show a recorded trace again', load: async () => (await import('./commands/replay.ts')).replay },
    explain: {
      about: 'say what a bare transcript of reads shows',
      load: async () => (await import('./commands/explain.ts')).explain,
    },
    serve: {
      about: 'a server to retrieve from: slow, paced, stalled, cut',
      load: async () => (await import('./commands/serve.ts')).serve,
    },
  },
  'About sluice': {
    completion: {
      about: 'completions for a shell',
      load: async () => (await import('./commands/completion.ts')).completion,
    },
    help: { about: 'help for a command', load: async () => (await import('./commands/help.ts')).help },
  },
}

export const commands: Readonly<Record<string, Entry>> = Object.assign({}, ...Object.values(sections)) as Record<
  string,
  Entry
>

/** @throws SluiceError usage */
export async function find(name: string): Promise<Command> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (entry) return entry.load()
  const near = nearest(name, Object.keys(commands))
  const looksLikeUrl = /[./:]/.test(name)
  throw new SluiceError('usage', {
    problem: `there is no command ${name}`,
    suggestion: looksLikeUrl ? `sluice get ${name}` : near ? `did you mean ${near}?` : 'sluice help lists the commands',
  })
}

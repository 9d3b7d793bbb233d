// Every command, and how to load it. Nothing is imported before it is asked for: a start costs what the command uses.

import type { Command } from './command.ts'

interface Entry {
  about: string
  load: () => Promise<Command>
}

export const commands: Readonly<Record<string, Entry>> = {
  get: { about: 'retrieve and keep the file', load: async () => (await import('./commands/get.ts')).get },
  why: { about: 'retrieve, and say what the time went on', load: async () => (await import('./commands/why.ts')).why },
  cat: { about: 'print the document as text', load: async () => (await import('./commands/cat.ts')).cat },
  serve: {
    about: 'a server to retrieve from: slow, paced, stalled, cut',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  demo: { about: "the chapter's run, offline", load: async () => (await import('./commands/demo.ts')).demo },
  replay: {
    about: 'show a recorded trace again',
    load: async () => (await import('./commands/replay.ts')).replay,
  },
  help: { about: 'help for a command', load: async () => (await import('./commands/help.ts')).help },
}

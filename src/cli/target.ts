// Where the content of a URL goes: the flags' choice.

import { statSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import { latin1Bytes } from '../http/abnf.ts'
import { parseUrl } from '../retrieve.ts'
import { DescriptorSink } from '../sink/descriptor.ts'
import { FileTarget } from '../sink/file.ts'
import type { Sink } from '../sink/sink.ts'
import { toSink } from '../sink/target.ts'
import type { Reply, Target } from '../sink/target.ts'
import type { Context } from './command.ts'
import type { Values } from './flag.ts'
import type { keeping } from './flags.ts'

type Flags = Values<typeof keeping.flags>

/** @throws SluiceError usage, bad-url */
export function targetFor(url: string, values: Flags, context: Context): Target {
  if (values.output !== undefined && values['remote-name'])
    throw new SluiceError('usage', { problem: '-o and -O both say where to keep the file' })
  const path = values.output ?? nameIn(parseUrl(url))
  const target =
    path === '-'
      ? toSink(() => new DescriptorSink('stdout', context.stdout.fd))
      : isSpecial(path)
        ? toSink(() => new DescriptorSink(path))
        : new FileTarget(path, { untrustedName: values.output === undefined })
  return values.include ? withHead(target) : target
}

/** The last segment of a URL's path, or index.html. */
function nameIn(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? ''
  return last === '' ? 'index.html' : last
}

// A device or a pipe cannot be replaced by a rename.
function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && !found.isFile() && !found.isDirectory()
}

/** The head, its blank line too, goes before the content. */
function withHead(target: Target): Target {
  return {
    held: () => Promise.resolve(undefined),
    async open(reply: Reply): Promise<Sink> {
      const sink = await target.open({ ...reply, total: undefined })
      await sink.write(latin1Bytes(`${reply.head.text}\r\n\r\n`))
      return sink
    },
    complete: () => target.complete(),
    forget: () => target.forget(),
    get kept() {
      return target.kept
    },
  }
}

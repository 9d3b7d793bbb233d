// Where the content of a URL goes: the flags' choice.

import type { Stats } from 'node:fs'
import { join, resolve } from 'node:path'
import { SluiceError } from '../errors.ts'
import { latin1Bytes } from '../http/abnf.ts'
import { FileTarget } from '../sink/file.ts'
import type { FileOptions } from '../sink/file.ts'
import { lookAt, lookAtLink } from '../sink/look.ts'
import { nameFromUrl } from '../sink/name.ts'
import { ServerNamedTarget } from '../sink/server-named.ts'
import type { Sink } from '../sink/sink.ts'
import type { Reply, Target } from '../sink/target.ts'
import type { Context } from './command.ts'
import type { Values } from './flag.ts'
import type { keeping } from './flags.ts'

type Flags = Values<typeof keeping.flags> & { head: boolean; trace: string[] }

/**
 * @returns undefined when the file is there and shall not be replaced
 * @throws SluiceError usage, exists, write-failed
 */
export async function targetFor(
  url: URL,
  output: string | undefined,
  values: Flags,
  context: Context,
): Promise<Target | undefined> {
  if (output !== undefined && (values['remote-name'] || values['remote-header-name'])) {
    throw new SluiceError('usage', { problem: '-o says where to keep the file, and so do -O and -J' })
  }
  const options: FileOptions = {
    noClobber: values['no-clobber'],
    makeDirectories: values['create-dirs'],
    continueExisting: values['continue-at'] !== undefined,
  }
  if (values['remote-header-name']) {
    return new ServerNamedTarget(
      nameFromUrl(url),
      (name, fromServer) =>
        new FileTarget(inDirectory(name, values), {
          ...options,
          noClobber: options.noClobber || fromServer,
          untrustedName: true,
        }),
    )
  }
  const path = pathFor(url, output, values)
  if (path !== '-' && values.trace.some((trace) => resolve(trace) === resolve(path)))
    throw new SluiceError('usage', { problem: `${path} cannot hold the content and the trace` })
  if (values['no-clobber'] && lookAtLink(path)) return undefined
  if (values.ask && !(await mayReplace(path, context))) return undefined
  const found = path === '-' ? undefined : lookAt(path)
  const target =
    path === '-' || isSpecial(found)
      ? await streamTo(path, context)
      : new FileTarget(path, { ...options, untrustedName: output === undefined, vacant: !found })
  return values.include || values.head ? withHead(target) : target
}

/** The path that the content gets, `-` for stdout, unless the server names it. A head that was asked for alone is looked at. */
export function pathFor(url: URL, output: string | undefined, values: Flags): string {
  if (output === '-' || (output === undefined && values.head)) return '-'
  const path = inDirectory(output ?? nameFromUrl(url), values)
  // A URL's - is a name.
  return path === '-' ? './-' : path
}

function inDirectory(name: string, { 'output-dir': directory }: Flags): string {
  return directory === undefined ? name : join(directory, name)
}

// The question of the book's curl3.py.
async function mayReplace(path: string, { ask }: Context): Promise<boolean> {
  if (lookAtLink(path) === undefined) return true
  if (!ask) throw new SluiceError('exists', { path })
  const answer = (await ask(`Replace ${path} (Y/n)? `)).trim().toLowerCase()
  return answer === '' || answer.startsWith('y')
}

// Loaded when it is wanted: it brings node:tty.
async function streamTo(path: string, { stdout }: Context): Promise<Target> {
  const { StreamTarget } = await import('../sink/stream-target.ts')
  return path === '-' ? new StreamTarget('stdout', stdout.fd) : new StreamTarget(path)
}

// A device or a pipe cannot be replaced by a rename.
export function isSpecial(found: Stats | undefined): boolean {
  return found !== undefined && !found.isFile() && !found.isDirectory()
}

/** The head, its blank line too, goes before the content. Such a file is not gone on from. */
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
    abandon: () => target.abandon(),
    get kept() {
      return target.kept
    },
  }
}

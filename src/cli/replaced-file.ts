// A file that is complete or as it was before.

import { closeSync, openSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { DescriptorSink } from '../sink/descriptor.ts'
import { lookAt } from '../sink/look.ts'
import type { Sink } from '../sink/sink.ts'
import { writeError } from '../sink/write-error.ts'

/**
 * Content of our own making under `path`: what was there stays until all is written. A device or a pipe is written to.
 *
 * @throws SluiceError write-failed
 */
export function replacedFile(path: string): Sink {
  const there = lookAt(path)
  if (there && !there.isFile()) return new DescriptorSink(path)
  const final = there ? realpathSync(path) : path
  const beside = `${final}.${process.pid}.part`
  const fd = opened(path, beside, there?.mode)
  const sink = new DescriptorSink(path, fd)
  let isOpen = true
  const close = () => {
    if (isOpen) closeSync(fd)
    isOpen = false
  }
  return {
    write: (bytes) => sink.write(bytes),
    async finish() {
      await sink.finish()
      close()
      try {
        renameSync(beside, final)
      } catch (error) {
        throw writeError(path, error, 0)
      }
    },
    abandon() {
      close()
      rmSync(beside)
      return Promise.resolve()
    },
  }
}

function opened(path: string, beside: string, mode = 0o666): number {
  try {
    return openSync(beside, 'wx', mode)
  } catch (error) {
    throw writeError(path, error, 0)
  }
}

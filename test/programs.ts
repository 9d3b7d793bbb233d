// Other programs that some tests need; those tests are skipped, with the reason, where one is missing.

import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** Where the first of these programs lies, in PATH or where Debian keeps servers. */
export function find(...names: string[]): string | undefined {
  return names.flatMap(findAll)[0]
}

/** Every program of that name. */
export function findAll(name: string): string[] {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
  return [...new Set(folders)].map((folder) => join(folder, name)).filter(isProgram)
}

/** What node:test takes as `skip`: false, or the reason. */
export function unless(condition: unknown, reason: string): false | string {
  return condition ? false : reason
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

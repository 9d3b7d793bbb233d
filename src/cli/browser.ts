// Opens an address in the browser of whoever sits here. Where there is none, nothing happens: the address is printed too.

import { spawn } from 'node:child_process'

const openers: Partial<Record<NodeJS.Platform, [program: string, ...args: string[]]>> = {
  linux: ['xdg-open'],
  darwin: ['open'],
  // `start` would need a shell; this does not.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

export function openBrowser(url: string): void {
  const [program, ...args] = openers[process.platform] ?? []
  if (program === undefined) return
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}

// The lab's server, as the page talks to it.

import type { TraceEvent } from '../../trace/event.ts'
import type { Settings } from '../settings.ts'

export interface RunTold {
  id: number
  url: string
  settings: Settings
  ended: boolean
}

/** It stays in the tab: a reload has no # any more. */
const token = takeToken()

function takeToken(): string {
  const given = /^#([\w-]{10,})$/.exec(location.hash)?.[1]
  if (given) {
    sessionStorage.setItem('token', given)
    history.replaceState(null, '', location.pathname)
  }
  return given ?? sessionStorage.getItem('token') ?? ''
}

export const hasToken = token !== ''

/** @throws Error with the server's sentence */
export async function tell<T = RunTold>(path: string, body: unknown = {}): Promise<T> {
  const headers = { 'Content-Type': 'application/json', 'Sluice-Token': token }
  const response = await fetch(`/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer = (await response.json()) as T & { error?: string }
  if (!response.ok) throw new Error(answer.error)
  return answer
}

/** @throws Error with the status */
export async function get(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(`/api/${path}`, { headers: { 'Sluice-Token': token }, ...(signal ? { signal } : {}) })
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`)
  return response
}

/** For what the browser loads by itself. */
export const address = (path: string) => `/api/${path}${path.includes('?') ? '&' : '?'}token=${token}`

/**
 * A run's trace as it is written; goes on where it was when the connection breaks.
 *
 * @param see is given events in batches
 */
export async function follow(run: number, see: (events: TraceEvent[]) => void, signal: AbortSignal): Promise<void> {
  let line = 0
  for (let tries = 0; !signal.aborted && tries < 5; tries++) {
    try {
      const { body } = await get(`runs/${run}/trace.ndjson?follow=1&from=${line}`, signal)
      for await (const lines of linesOf(body!)) {
        tries = 0
        const events = lines.map((text) => JSON.parse(text) as TraceEvent | { type: 'beat'; line: number })
        for (const event of events) if (event.type === 'beat') line = event.line
        see(events.filter((event) => event.type !== 'beat'))
        if (events.some((event) => event.type === 'complete' || event.type === 'failed')) return
      }
    } catch (error) {
      if (signal.aborted) return
      if (tries === 4) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string[]> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop()!
    if (lines.length > 0) yield lines
  }
}

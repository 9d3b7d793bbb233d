// The lab's server, as the page talks to it.

import type { TraceEvent } from '../../trace/event.ts'
import type { Settings } from '../settings.ts'
import { text } from './texts.ts'

export interface RunTold {
  id: number
  url: string
  settings: Settings
  byHand: boolean
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

/** @throws Error with a sentence: the server's, or that there is none any more */
export async function tell<T = RunTold>(path: string, body: unknown = {}): Promise<T> {
  const headers = { 'Content-Type': 'application/json' }
  return (await (await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T
}

/** @throws Error, as `tell` */
export const get = (path: string, signal?: AbortSignal): Promise<Response> => ask(path, signal ? { signal } : {})

async function ask(path: string, how: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
  const headers = { ...how.headers, 'Sluice-Token': token }
  const response = await fetch(`/api/${path}`, { ...how, headers }).catch(() => undefined)
  if (!response) throw new Error(text.lost)
  if (!response.ok) {
    const { error } = (await response.json().catch(() => ({}))) as { error?: string }
    throw new Error(error ?? text.lost)
  }
  return response
}

/** For what the browser loads by itself. */
export const address = (path: string) => `/api/${path}${path.includes('?') ? '&' : '?'}token=${token}`

/**
 * A run's trace as it is written; goes on where it was when the connection breaks.
 *
 * @param see is given events in batches, whole ones: what comes of one that breaks off comes again
 * @throws Error, as `tell`, when it does not come again
 */
export async function follow(run: number, see: (events: TraceEvent[]) => void, signal: AbortSignal): Promise<void> {
  let line = 0
  for (let tries = 0; !signal.aborted && tries < 5; tries++) {
    try {
      const { body } = await get(`runs/${run}/trace.ndjson?follow=1&from=${line}`, signal)
      let batch: TraceEvent[] = []
      for await (const each of linesOf(body!)) {
        tries = 0
        const event = JSON.parse(each) as TraceEvent | { type: 'beat'; line: number }
        if (event.type !== 'beat') {
          batch.push(event)
          continue
        }
        line = event.line
        see(batch)
        if (batch.some(({ type }) => type === 'complete' || type === 'failed')) return
        batch = []
      }
    } catch (error) {
      if (signal.aborted) return
      if (tries === 4) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
  if (!signal.aborted) throw new Error(text.lost)
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop()!
    yield* lines
  }
}

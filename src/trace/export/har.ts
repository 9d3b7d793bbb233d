// The trace as HAR 1.2, which browsers' network panels and many tools read (http://www.softwareishard.com/blog/har-12-spec/).
//
// An entry a request: redirects and tries have their own. Times are the phases' own; what did not happen is -1. Importers
// insist on numbers that are numbers, dates with a zone, and a page with an empty `pageTimings`.

import type { Field } from '../../http/types.ts'
import type { Connected, HeadReceived, Requested, Secured, TraceEvent, Watcher } from '../event.ts'

/** Writes the whole document at the end; `see` is a Watcher. */
export class HarWriter {
  readonly #write: (text: string) => void
  readonly #entries: Entry[] = []
  /** The one that is going on, by connection. */
  readonly #open = new Map<number, Entry>()
  #began = 0
  #tool = 'sluice'
  #title = ''
  #url = ''

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  readonly see: Watcher = (event) => {
    if (event.type === 'trace') {
      this.#began = Date.parse(event.started) || 0
      this.#tool = event.tool
      this.#title = this.#url = event.url
      return
    }
    const connection = event.connection ?? 1
    // A further connection has an entry once something is done there.
    const begins = event.type === 'resolve' || event.type === 'connect' || event.type === 'request'
    let entry = this.#open.get(connection)
    if (begins && (!entry || entry.answered)) {
      this.#end(connection, undefined, event.at)
      entry = new Entry(this.#url, 'took' in event ? event.at - event.took : event.at)
      this.#open.set(connection, entry)
      this.#entries.push(entry)
    }
    entry?.see(event)
    if (event.type === 'redirect') this.#url = event.to
    if (event.type === 'redirect' || event.type === 'retry')
      this.#end(connection, event.type === 'retry' ? event.why : undefined, event.at)
    if (event.type === 'complete' || event.type === 'failed') {
      // Nothing was asked for: there is an entry all the same, to say why.
      if (this.#entries.length === 0) this.#entries.push(new Entry(this.#url, 0))
      for (const open of this.#open.values()) open.end(event.type === 'failed' ? event.message : undefined, event.at)
      if (this.#open.size === 0 && event.type === 'failed') this.#entries.at(-1)!.end(event.message, event.at)
      this.#open.clear()
    }
  }

  end(): void {
    const date = (at: number) => new Date(this.#began + at).toISOString()
    const [name = 'sluice', version = ''] = this.#tool.split(' ')
    const log = {
      version: '1.2',
      creator: { name, version },
      pages: [{ startedDateTime: date(0), id: 'page_1', title: this.#title, pageTimings: {} }],
      entries: this.#entries.map((entry) => entry.har('page_1', date)),
    }
    this.#write(`${JSON.stringify({ log }, null, 2)}\n`)
  }

  #end(connection: number, problem: string | undefined, at: number): void {
    this.#open.get(connection)?.end(problem, at)
    this.#open.delete(connection)
  }
}

/** One request, from looking up the name to the answer's last byte. */
class Entry {
  /** It has been answered: what begins now is another. */
  answered = false
  readonly #url: string
  readonly #from: number
  #dns = -1
  #tcp = -1
  #ssl = -1
  #ready: number
  #connect: Connected | undefined
  #tls: Secured | undefined
  #request: Requested | undefined
  #head: HeadReceived | undefined
  #firstRead: number | undefined
  #lastRead = 0
  #received = 0
  #reads = 0
  #content: number | undefined
  #problem: string | undefined
  #failed: number | undefined

  constructor(url: string, from: number) {
    this.#url = url
    this.#from = this.#ready = Math.max(0, from)
  }

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'resolve':
        this.#dns = event.took
        this.#ready = event.at
        break
      case 'connect':
        this.#connect = event
        if (!event.reused) this.#tcp = event.took
        this.#ready = event.at
        break
      case 'tls':
        this.#tls = event
        // Before the handshake a proxy connected us.
        this.#tcp += Math.max(0, event.at - event.took - this.#ready)
        this.#ssl = event.took
        this.#ready = event.at
        break
      case 'request':
        this.#request = event
        break
      case 'read':
      case 'reads':
        this.#firstRead ??= event.type === 'read' ? event.at : event.at - event.took
        this.#lastRead = event.at
        this.#received = event.total
        this.#reads += event.type === 'read' ? 1 : event.count
        break
      case 'head':
        this.#head = event
        this.answered = event.status >= 200
        break
      case 'complete':
        this.#content = event.content
        break
    }
  }

  end(problem: string | undefined, at: number): void {
    if (problem !== undefined) this.#failed ??= at
    this.#problem ??= problem
  }

  har(pageref: string, date: (at: number) => string): Record<string, unknown> {
    const timings = this.#timings()
    const { dns, connect, send, wait, receive } = timings
    return {
      pageref,
      startedDateTime: date(this.#from),
      // ssl is a part of connect.
      time: rounded([dns, connect, send, wait, receive].reduce((sum, ms) => sum + Math.max(0, ms), 0)),
      request: this.#requestHar(),
      response: this.#responseHar(),
      cache: {},
      timings,
      ...(this.#connect?.port === undefined ? {} : { serverIPAddress: this.#connect.address }),
      ...(this.#connect?.localPort === undefined ? {} : { connection: String(this.#connect.localPort) }),
      _sluice: {
        reads: this.#reads,
        ...(this.#tls ? { tls: `${this.#tls.version} ${this.#tls.cipher}` } : {}),
        ...(this.#problem === undefined ? {} : { error: this.#problem }),
      },
    }
  }

  #timings() {
    const asked = this.#request?.at
    const first = this.#firstRead
    const over = this.#failed
    let [dns, tcp, ssl] = [this.#dns, this.#tcp, this.#ssl]
    if (over !== undefined && asked === undefined) {
      // The phase that failed had the time until then.
      const last = over - this.#ready
      if (tcp >= 0 && this.#connect?.proxy !== undefined) tcp += last
      else if (tcp >= 0) ssl = last
      else if (dns >= 0) tcp = last
      else dns = last
    }
    return {
      blocked: -1,
      dns: rounded(dns),
      connect: rounded(tcp < 0 ? -1 : tcp + Math.max(0, ssl)),
      ssl: rounded(ssl),
      send: rounded(asked === undefined ? 0 : asked - this.#ready),
      wait: rounded(asked === undefined ? 0 : (first ?? over ?? asked) - asked),
      receive: rounded(first === undefined ? 0 : Math.max(this.#lastRead, over ?? 0) - first),
    }
  }

  #requestHar(): Record<string, unknown> {
    const [line = '', ...fields] = this.#request?.text.split('\r\n') ?? []
    return {
      method: this.#request?.method ?? 'GET',
      url: this.#url,
      httpVersion: / (HTTP\/\d\.\d)$/.exec(line)?.[1] ?? 'HTTP/1.1',
      cookies: [],
      headers: named(fields.map((field) => fieldOf(field))),
      queryString: queryOf(this.#url),
      headersSize: this.#request?.bytes ?? -1,
      bodySize: 0,
    }
  }

  #responseHar(): Record<string, unknown> {
    const head = this.#head
    const value = (name: string) => head?.fields.find(([field]) => field.toLowerCase() === name)?.[1] ?? ''
    const body = head ? Math.max(0, this.#received - head.size) : -1
    return {
      // As browsers have it: what failed has no status.
      status: head?.status ?? 0,
      statusText: head?.reason ?? '',
      httpVersion: head ? `HTTP/${head.version}` : '',
      cookies: [],
      headers: named(head?.fields ?? []),
      content: { size: this.#content ?? Math.max(0, body), mimeType: value('content-type') },
      redirectURL: head && head.status >= 300 && head.status < 400 ? value('location') : '',
      headersSize: head?.size ?? -1,
      bodySize: body,
    }
  }
}

const rounded = (ms: number) => (ms < 0 ? -1 : Math.round(ms * 1000) / 1000)

const named = (fields: readonly Field[]) => fields.map(([name, value]) => ({ name, value }))

function fieldOf(line: string): Field {
  const colon = line.indexOf(':')
  return [line.slice(0, Math.max(0, colon)), line.slice(colon + 1).trim()]
}

function queryOf(url: string): { name: string; value: string }[] {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? ''
  return query === '' ? [] : [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }))
}

// One kept connection to one origin: requests go out one after the other, answers are handed on as they arrive.
//
// retrieve() shows and proves everything about one retrieval, for 0.14 ms of CPU; here each of a million has a fifth of
// that. So nothing is awaited: what arrives is handed on within the call that brought it, out of one buffer for all lanes.

import { SluiceError, isSluiceError } from '../errors.ts'
import { ResponseParser } from '../http/response-parser.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { reasonOf, receiveError } from '../net/socket-errors.ts'
import { tlsError } from '../net/tls.ts'
import { plainHead } from './plain-head.ts'
import type { Taker } from './taker.ts'
import { destinationOf, openWire } from './wire.ts'
import type { Destination, LaneOptions, Wire } from './wire.ts'

export class Lane {
  readonly origin: string
  readonly #destination: Destination
  readonly #options: LaneOptions
  #wire: Wire | undefined
  #connected = false
  /** Requests answered on this connection. */
  #answered = 0
  /** Counts requests: who was called may have ended this one and begun the next. */
  #turn = 0
  #request = ''
  #taker: Taker | undefined
  #parser: ResponseParser | undefined
  /** Bytes of a plain body still to come; -1: the head is. */
  #left = -1
  #length = 0
  #persists = false
  #timer: NodeJS.Timeout | undefined
  #heard = 0
  #askedAt = 0
  #sentAt = 0
  #firstAt = 0
  #reads = 0
  #largest = 0
  #received = 0

  constructor({ origin }: Pick<URL, 'origin'>, options: LaneOptions) {
    this.origin = origin
    this.#destination = destinationOf(origin, options)
    this.#options = options
  }

  get busy(): boolean {
    return this.#taker !== undefined
  }

  /** Sends a request as it stands. One at a time. */
  ask(request: string, taker: Taker): void {
    this.#request = request
    this.#taker = taker
    this.#askedAt = performance.now()
    if (this.#connected) this.#send(this.#askedAt)
    else this.#connect()
  }

  /** Gives up what is under way, and the connection. */
  close(error = new SluiceError('aborted', { reason: 'stopped' })): void {
    this.#drop()
    if (this.#taker) this.#over(error)
  }

  #send(now: number): void {
    const wire = this.#wire!
    this.#left = -1
    this.#parser = undefined
    this.#reads = this.#largest = this.#received = this.#firstAt = this.#sentAt = 0
    // Our own rate makes it wait; that is not the server's time.
    if (wire.held) return void wire.held.then(() => this.#wire === wire && this.#send(performance.now()))
    this.#heard = this.#sentAt = now
    this.#watch(this.#options.idleTimeout ?? 30_000)
    wire.write(this.#request)
  }

  #connect(): void {
    this.#answered = 0
    this.#reads = this.#largest = this.#received = this.#firstAt = this.#sentAt = 0
    const wire = openWire(this.#destination, this.#options, {
      connecting: () => {
        if (this.#wire !== wire) return
        this.#heard = performance.now()
        this.#watch(this.#options.connectTimeout ?? 10_000)
      },
      up: () => {
        if (this.#wire !== wire) return
        this.#connected = true
        this.#send(performance.now())
      },
      arrived: (buffer, length) => {
        if (this.#wire === wire) this.#arrived(buffer, length)
      },
      resumed: () => {
        if (this.#wire === wire) this.#heard = performance.now()
      },
      failed: (error) => this.#failed(wire, error),
      ended: () => this.#ended(wire),
    })
    this.#wire = wire
  }

  #arrived(buffer: Buffer, length: number): void {
    const taker = this.#taker
    // What nobody asked for makes the connection worthless.
    if (!taker) return this.#drop()
    this.#heard = performance.now()
    this.#firstAt ||= this.#heard
    this.#reads++
    if (length > this.#largest) this.#largest = length
    this.#received += length
    try {
      if (this.#parser) this.#parse(buffer.subarray(0, length))
      else if (this.#left < 0) this.#begin(buffer, length)
      else this.#take(buffer, 0, length)
    } catch (error) {
      if (!isSluiceError(error)) throw error
      this.#drop()
      this.#over(error)
    }
  }

  #begin(buffer: Buffer, length: number): void {
    const head = plainHead(buffer, length)
    if (!head) {
      this.#parser = new ResponseParser()
      return this.#parse(buffer.subarray(0, length))
    }
    this.#persists = true
    this.#left = this.#length = head.framing.length
    if (this.#taker!.head(head)) this.#take(buffer, head.size, length)
    else this.#refused()
  }

  // Of a body of known length.
  #take(buffer: Buffer, from: number, to: number): void {
    const here = to - from
    if (here > this.#left) this.#persists = false
    const used = Math.min(here, this.#left)
    this.#left -= used
    const turn = this.#turn
    if (used > 0) this.#taker!.content(buffer.subarray(from, from + used))
    if (this.#left === 0 && turn === this.#turn) this.#whole()
  }

  #parse(bytes: Uint8Array): void {
    const turn = this.#turn
    for (const event of this.#parser!.feed(bytes)) {
      if (turn !== this.#turn) return
      if (event.type === 'head') {
        this.#persists = persists(event.head)
        if (!this.#taker!.head(event.head)) return this.#refused()
      } else if (event.type === 'content') this.#taker!.content(event.bytes)
      else if (event.type === 'end') {
        this.#persists &&= event.declared && event.excess === 0
        this.#whole()
        return
      }
    }
  }

  #refused(): void {
    this.#drop()
    this.#over(undefined)
  }

  #whole(): void {
    this.#answered++
    if (!this.#persists) this.#drop()
    this.#over(undefined)
  }

  #over(error: SluiceError | undefined): void {
    const taker = this.#taker!
    this.#turn++
    this.#taker = undefined
    this.#parser = undefined
    const now = error ? performance.now() : this.#heard
    taker.end(error, {
      connect: (this.#sentAt || now) - this.#askedAt,
      wait: this.#sentAt ? (this.#firstAt || now) - this.#sentAt : 0,
      receive: this.#firstAt ? now - this.#firstAt : 0,
      reads: this.#reads,
      largest: this.#largest,
      received: this.#received,
    })
  }

  #failed(wire: Wire, cause: Error): void {
    if (this.#wire !== wire) return
    const connected = this.#connected
    this.#drop()
    if (!this.#taker || this.#again()) return
    if (isSluiceError(cause)) return this.#over(cause)
    if (connected) return this.#over(receiveError(cause, this.#received))
    const failure =
      this.#destination.secure && !isConnectError(cause)
        ? tlsError(this.#destination.host, cause)
        : this.#notConnected(cause)
    this.#over(failure)
  }

  #ended(wire: Wire): void {
    if (this.#wire !== wire) return
    this.#drop()
    if (!this.#taker || this.#again()) return
    try {
      // A body without a length ends so; anything else is incomplete.
      if (this.#left > 0)
        throw new SluiceError('incomplete', {
          what: 'body',
          received: this.#length - this.#left,
          expected: this.#length,
        })
      for (const event of (this.#parser ?? new ResponseParser()).end())
        if (event.type === 'content') this.#taker.content(event.bytes)
      this.#over(undefined)
    } catch (error) {
      if (!isSluiceError(error)) throw error
      this.#over(error)
    }
  }

  // A kept connection that the server had closed before the request came: nothing came back, so it is sent again.
  #again(): boolean {
    if (this.#answered === 0 || this.#received > 0) return false
    this.#connect()
    return true
  }

  #notConnected(cause: Error): SluiceError {
    const tried = [{ address: this.#destination.host, reason: reasonOf(cause) }]
    return new SluiceError(
      'connect-failed',
      { host: this.#destination.host, port: this.#destination.port, tried },
      cause,
    )
  }

  #drop(): void {
    const wire = this.#wire
    this.#wire = undefined
    this.#connected = false
    clearTimeout(this.#timer)
    this.#timer = undefined
    wire?.close()
  }

  // One timer looks now and then, so that a read costs none.
  #watch(allowed: number): void {
    if (this.#timer !== undefined || allowed <= 0) return
    this.#timer = setTimeout(() => this.#look(), Math.min(allowed, 1000))
    this.#timer.unref()
  }

  #look(): void {
    this.#timer = undefined
    const { connectTimeout = 10_000, idleTimeout = 30_000 } = this.#options
    const allowed = this.#connected ? idleTimeout : connectTimeout
    if (this.#wire?.held) this.#heard = performance.now()
    if (!this.#taker) {
      // Servers close an idle connection after 5 s (Apache) to 75 s (nginx); before that it is ours to close.
      if (performance.now() - this.#heard > 4000) this.#drop()
      else this.#watch(1000)
      return
    }
    if (allowed > 0 && performance.now() - this.#heard >= allowed) {
      const during = this.#connected ? (this.#firstAt ? 'receive' : 'wait') : 'connect'
      this.#drop()
      this.#over(
        new SluiceError('timed-out', {
          clock: during === 'connect' ? 'connect' : 'idle',
          allowed,
          received: this.#received,
          during,
        }),
      )
    } else this.#watch(allowed)
  }
}

function isConnectError(error: Error): boolean {
  return 'syscall' in error && error.syscall === 'connect'
}

// RFC 9112 section 9.3.
function persists(head: ResponseHead): boolean {
  const connection = head.header.list('Connection').map((option) => option.toLowerCase())
  if (connection.includes('close')) return false
  return head.version === '1.1' || connection.includes('keep-alive')
}

export type { LaneOptions } from './wire.ts'

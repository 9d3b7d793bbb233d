// The server to retrieve from: it can be slow, paced, stalled, cut, and it tells what its own side of a transfer was.

import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { listen } from '../net/listen.ts'
import type { Access } from './access.ts'
import type { House } from './answer.ts'
import type { Behaviour } from './behaviour.ts'
import { Conversation } from './conversation.ts'
import { SendSide, type SendWatcher } from './send-side.ts'
import { checkMeans } from './sender-kernel.ts'

export interface OriginOptions {
  /** @default 0, any that is free */
  port?: number
  /** @default '127.0.0.1': nobody but this machine */
  host?: string
  /** Speak TLS, as https: does; PEM. */
  tls?: { key: string | Buffer; cert: string | Buffer }
  /** Serve the files of this folder. Without it there are the book's files and a small site. */
  dir?: string
  /** Replies that are written as they stand, head and all, by path; the connection ends with them. For tests. */
  verbatim?: Record<string, string | Uint8Array>
  /** @default {}: answer as fast as it can */
  behaviour?: Behaviour
  /** Sees our side of every connection while it goes on, at most each 2 ms. */
  watch?: SendWatcher
  /** Sees every request when its reply has ended. */
  log?: (access: Access) => void
}

export interface Origin {
  /** 'http://127.0.0.1:8080', without a last slash. */
  url: string
  port: number
  /** What it does from now on, in replies that have begun too. A request's own query goes before it. */
  behave: (behaviour: Behaviour) => void
  /** Ends every connection. */
  close: () => Promise<void>
}

/**
 * Starts a server.
 *
 * @throws SluiceError `usage` for a behaviour that this machine cannot show, and for a port that cannot be had
 */
export async function startOrigin(options: OriginOptions = {}): Promise<Origin> {
  const { port = 0, host = '127.0.0.1', tls, dir, verbatim = {}, behaviour = {}, watch, log } = options
  const house: House = { dir, verbatim, behaviour: checkMeans(behaviour), asked: new Map() }
  const secure = tls && createSecureContext(tls)
  const conversations = new Map<Socket, Conversation>()
  let count = 0

  // Half open: a client that has said all it has to say still gets its reply.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (raw) => {
    const connection = ++count
    const client = { address: raw.remoteAddress ?? '', port: raw.remotePort ?? 0 }
    const socket = secure ? new TLSSocket(raw, { isServer: true, secureContext: secure }) : raw
    const side = new SendSide(socket, raw, connection)
    if (watch) side.watch(watch)
    const conversation = new Conversation(side, house, (outcome) => log?.({ connection, client, ...outcome }))
    conversations.set(raw, conversation)
    // Under TLS too; what went wrong shows where we write.
    raw.on('error', () => {})
    raw.once('close', () => conversations.delete(raw))
    void conversation.run()
  })
  const bound = await listen(server, port, host)
  return {
    url: `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    behave: (next) => {
      house.behaviour = checkMeans(next)
      house.asked.clear()
      for (const conversation of conversations.values()) conversation.wake()
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of conversations.keys()) socket.destroy()
      await closed
    },
  }
}

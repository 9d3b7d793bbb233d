// The runs of one lab: one goes on at a time, the last twenty are kept.

import { SluiceError } from '../errors.ts'
import { canSetBuffers } from '../net/kernel/socket.ts'
import type { Stream } from '../net/stream.ts'
import { startOrigin } from '../origin/origin.ts'
import type { Origin } from '../origin/origin.ts'
import type { Behaviour } from '../origin/behaviour.ts'
import { isLoopback } from './loopback.ts'
import { Run } from './run.ts'
import type { Settings } from './settings.ts'

const kept = 20

/** Small, so that the server's program is held up too, not its kernel alone. */
const sendBuffer = 16 * 1024

/** The lab's server sends whole segments of this size when it is slow. */
const segment = 1460

export class Runs {
  readonly #origin: Origin
  readonly #labPort: () => number
  readonly #runs: Run[] = []
  #going: Promise<void> = Promise.resolve()
  #count = 0

  private constructor(origin: Origin, labPort: () => number) {
    this.#origin = origin
    this.#labPort = labPort
  }

  /** @param labPort the lab's own port, which no run may reach */
  static async open(labPort: () => number): Promise<Runs> {
    let runs: Runs | undefined
    const origin = await startOrigin({ watch: (sample, port) => runs?.all.at(-1)?.seeServer(sample, port) })
    return (runs = new Runs(origin, labPort))
  }

  /** The lab's own server, which the learner's programs retrieve from too. */
  get server(): string {
    return this.#origin.url
  }

  get all(): readonly Run[] {
    return this.#runs
  }

  get(id: number): Run | undefined {
    return this.#runs.find((run) => run.id === id)
  }

  /**
   * Ends the run that goes on; when it has ended, this one begins.
   *
   * @param address a path of the lab's own server, or any http or https URL
   */
  start(address: string, settings: Settings, byHand: boolean): Run {
    this.#runs.at(-1)?.stop('another run was begun')
    const own = address.startsWith('/')
    const run = new Run({
      id: ++this.#count,
      url: own ? this.#origin.url + address : address,
      settings,
      byHand,
      steerServer: own ? (wanted) => this.#origin.behave(behaviourFor(wanted)) : undefined,
      checkPeer: (stream) => this.#refuseSelf(stream),
    })
    this.#runs.push(run)
    if (this.#runs.length > kept) this.#runs.shift()
    this.#going = this.#going.then(() => run.go())
    return run
  }

  /**
   * Ends the run that goes on, and lets the server be as fast as it can: somebody else retrieves from it.
   *
   * @param reason as a part of a sentence
   */
  async makeWay(reason: string): Promise<void> {
    this.#runs.at(-1)?.stop(reason)
    await this.#going
    this.#origin.behave({})
  }

  async close(): Promise<void> {
    await this.makeWay('the lab was ended')
    await this.#origin.close()
  }

  // By the address that was connected to: names, redirects and rebinding all end there.
  #refuseSelf({ facts: { address, port } }: Stream): void {
    if (port === this.#labPort() && isLoopback(address))
      throw new SluiceError('refused', { reason: 'that is the lab itself: it does not retrieve from its own port' })
  }
}

function behaviourFor({ rate, line }: Settings): Behaviour {
  // Timers are not finer than a millisecond or two.
  const bytes = segment * Math.max(1, Math.round((rate * 0.005) / segment))
  return {
    ...(canSetBuffers() ? { sndbuf: sendBuffer } : {}),
    ...(rate > 0 ? { pace: { bytes, every: (bytes / rate) * 1000 } } : {}),
    ...(line > 0 ? { line } : {}),
  }
}

// One request and its answer: its time attributed, piece by piece, to the findings.

import type { KernelSample, Read, Reads } from '../trace/event.ts'
import { Account } from './account.ts'
import type { Finding, Held } from './findings/finding.ts'
import { findings } from './findings/findings.ts'
import { pauseOf } from './pause.ts'
import { Rows } from './rows.ts'
import { type Scene, sceneOf } from './scene.ts'

/** What an exchange came to. */
export interface Attributed {
  account: Account
  scene: Scene
  rows: Rows
  held: ReadonlyMap<Finding, Held>
  /** Milliseconds from the request to the first byte. */
  wait: number
  pause: number | undefined
}

export class Exchange {
  readonly rows: Rows
  readonly #from: number
  readonly #connectTook: number
  #first: number | undefined
  /** When the last byte so far was read. */
  last: number

  /**
   * @param at when the request was sent
   * @param connectTook the round trip, where the kernel tells none, ms
   */
  constructor(at: number, sample: KernelSample | undefined, coded: boolean, connectTook: number) {
    this.rows = new Rows(at, sample, coded)
    this.#from = this.last = at
    this.#connectTook = connectTook
  }

  read(event: Read | Reads): void {
    this.#first ??= event.type === 'read' ? event.at : event.at - event.took
    this.last = event.at
    this.rows.read(event)
  }

  /** Attributes its time until `at`. Changes nothing: it may be asked again, later. */
  attribute(at: number): Attributed {
    const account = new Account(this.#from)
    const scene = sceneOf(this.rows, at, this.#connectTook)
    const { rtt } = scene.known
    const first = Math.min(this.#first ?? at, at)
    // The first byte takes a round trip in any case. What goes beyond it and its variation, the server took to think.
    const thought = first - this.#from - rtt > 0.25 * rtt + 6
    account.spend(thought ? this.#from + rtt : first, 'ramp')
    account.spend(first, 'think')
    const held = attributePieces(scene, account)
    account.spend(at, 'ramp')
    const pause = pauseOf(scene, this.rows.kernel.receiveBuffer)
    return { account, scene, rows: this.rows, held, wait: first - this.#from, pause }
  }
}

function attributePieces(scene: Scene, account: Account): Map<Finding, Held> {
  const asked = findings.map((finding) => ({ finding, claims: finding.look(scene) }))
  const all = new Map<Finding, Held>()
  for (const piece of scene.pieces) {
    if (piece.to <= account.until) continue
    for (const { finding, claims } of asked) {
      const strength = claims(piece)
      if (!strength) continue
      const held = all.get(finding) ?? { pieces: [], ms: 0 }
      all.set(finding, held)
      held.pieces.push(piece)
      held.ms += piece.to - Math.max(piece.from, account.until)
      account.spend(piece.to, finding.share, strength === 'strong')
      break
    }
  }
  return all
}

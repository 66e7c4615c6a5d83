import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Ids } from '@paranet/network'
import { notFound, ProblemError } from '../http/problem.js'
import { readScenario, type Story } from '../scenarios/read-scenario.js'
import type { StepResult } from '../scenarios/stage.js'

/** Runs that are remembered. */
const keptRuns = 50

/** A scenario that the server knows. */
export interface KnownScenario {
  readonly name: string
  readonly title: string
  readonly description?: string
  /** How many steps it has. */
  readonly steps: number
}

/** One play of a scenario. */
export interface ScenarioRun {
  readonly id: string
  readonly scenario: string
  readonly title: string
  /** `broken`: it could not be played. */
  readonly status: 'playing' | 'passed' | 'failed' | 'broken'
  /** ms since 1970 */
  readonly startedAt: number
  /** Of the story, once it is over. */
  readonly ms?: number
  readonly message?: string
  readonly steps: readonly Omit<StepResult, 'at'>[]
}

export interface ScenarioPorts {
  readonly clock: Clock
  readonly ids: Ids
  /** Where the scenario files are; absent: there are none. */
  readonly folder?: string
  readonly onError: (error: unknown) => void
}

/** Plays the scenarios of a folder, one at a time, each in a server and an emulator of its own where time passes quickly: no network of this
 *  server is touched. Runs are remembered for a while, in memory. */
export class ScenarioService implements AsyncDisposable {
  readonly #ports: ScenarioPorts
  readonly #runs = new Map<string, ScenarioRun>()
  #playing: Promise<void> | undefined

  constructor(ports: ScenarioPorts) {
    this.#ports = ports
  }

  /** By name; files that are wrong are left out. */
  list(): KnownScenario[] {
    return this.#stories().map(({ name, title, description, steps }) => ({
      name,
      title,
      ...(description === undefined ? {} : { description }),
      steps: steps.length,
    }))
  }

  /** Begins to play. Throws while another one is being played. */
  start(name: string): ScenarioRun {
    const story = this.#stories().find((one) => one.name === name)
    if (!story) throw notFound(`scenario ${name}`)
    if (this.#playing) throw new ProblemError('wrong-status', 'another scenario is being played: wait for its end')
    const { ids, clock } = this.#ports
    const run: ScenarioRun = {
      id: ids.id('run'),
      scenario: name,
      title: story.title,
      status: 'playing',
      startedAt: clock.now(),
      steps: [],
    }
    this.#keep(run)
    this.#playing = this.#play(run.id, story).finally(() => {
      this.#playing = undefined
    })
    return run
  }

  /** How a run stands. */
  run(id: string): ScenarioRun {
    const run = this.#runs.get(id)
    if (!run) throw notFound(`run ${id}`)
    return run
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#playing
  }

  async #play(id: string, story: Story): Promise<void> {
    try {
      // Loaded when it is needed: it is a whole server.
      const [{ openScenarioLab }, { playScenario }] = await Promise.all([
        import('../scenarios/scenario-lab.js'),
        import('../scenarios/play-scenario.js'),
      ])
      await using lab = await openScenarioLab()
      const onStep = ({ at: _, ...step }: StepResult) => {
        const { steps, ...run } = this.run(id)
        this.#keep({ ...run, steps: [...steps, step] })
      }
      const { ok, ms } = await playScenario(story, lab.stage, { networkName: story.name, onStep })
      this.#keep({ ...this.run(id), status: ok ? 'passed' : 'failed', ms })
    } catch (error) {
      this.#ports.onError(error)
      this.#keep({
        ...this.run(id),
        status: 'broken',
        message: 'it could not be played; the log of the server says why',
      })
    }
  }

  #keep(run: ScenarioRun): void {
    this.#runs.set(run.id, run)
    const [oldest] = this.#runs.keys()
    if (this.#runs.size > keptRuns && oldest !== undefined) this.#runs.delete(oldest)
  }

  #stories(): Story[] {
    const { folder } = this.#ports
    if (folder === undefined) return []
    return namesIn(folder)
      .map((name) => join(folder, name))
      .flatMap((file) => {
        const read = readScenario(readFileSync(file, 'utf8'), file)
        return read.ok ? [read.value] : []
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }
}

/** Scenario files of a folder; none where it cannot be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return []
  }
}

import type { IntentFile } from '@paranet/planner'
import { checkOf, type Expectation } from './expectations.js'
import type { DeployStep, StoryStep } from './read-scenario.js'
import { type ScenarioStage, type StageAnswer, StepFailed } from './stage.js'

const finalStatuses = new Set(['active', 'superseded', 'rolled-back', 'failed'])
/** Between two looks, ms. */
const lookEveryMs = 200
const defaultWithinMs = 10_000
/** The longest that a deployment may take, ms. */
const deploymentMs = 600_000

/** One play of a story on one stage: what it has made so far, and how each step acts. */
export class StoryRun {
  readonly #stage: ScenarioStage
  readonly #faults = new Map<string, string>()
  #network: string | undefined
  #deployment: string | undefined
  /** Of the sample that was the latest when something was changed last: older ones say nothing of it. */
  #sampleBefore = 0

  constructor(stage: ScenarioStage) {
    this.#stage = stage
  }

  async makeNetwork(name: string, { name: file, text }: IntentFile): Promise<undefined> {
    const made = this.#must(await this.#stage.ask('POST', 'networks', { name }))
    this.#network = String(made.id)
    this.#must(await this.ask('POST', 'topology/import', { text, file }))
    return undefined
  }

  async removeNetwork(): Promise<void> {
    if (this.#network === undefined) return
    await this.#stage.ask('DELETE', `networks/${encodeURIComponent(this.#network)}`)
  }

  /** Asks about the story's own network. */
  ask(method: string, path: string, body?: unknown): Promise<StageAnswer> {
    const network = `network=${encodeURIComponent(this.#network ?? '')}`
    return this.#stage.ask(method, `${path}${path.includes('?') ? '&' : '?'}${network}`, body)
  }

  /** Plays a step; gives what is worth telling of it. Throws `StepFailed` where the network is not as the step wants it. */
  async play(step: StoryStep): Promise<string | undefined> {
    switch (step.kind) {
      case 'wait':
        await this.#stage.wait(step.ms)
        return undefined
      case 'deploy':
        return this.#changing(() => this.#deploy(step))
      case 'fault':
        return this.#changing(async () => {
          const { id } = this.#must(await this.ask('POST', 'faults', step.fault))
          if (step.as !== undefined) this.#faults.set(step.as, String(id))
          return String(id)
        })
      case 'clear':
        return this.#changing(() => this.#clear(step.fault))
      case 'traffic':
        return this.#changing(async () => {
          this.#must(await this.ask('PUT', 'traffic', step.matrix))
          return undefined
        })
      default:
        return this.#expect(checkOf(step), step.withinMs ?? defaultWithinMs)
    }
  }

  async #changing(act: () => Promise<string | undefined>): Promise<string | undefined> {
    const { body } = await this.ask('GET', 'monitor/metrics')
    const told = await act()
    this.#sampleBefore = Number(body?.at ?? 0)
    return told
  }

  async #clear(name: string | undefined): Promise<undefined> {
    const path = name === undefined ? 'faults' : `faults/${encodeURIComponent(this.#faults.get(name) ?? name)}`
    const { status, body } = await this.ask('DELETE', path)
    // A fault that was set for some time may be gone already.
    if (status !== 404) this.#must({ status, body })
    return undefined
  }

  async #deploy(step: DeployStep): Promise<string> {
    const { mode = 'merge', confirmWithin, expect = 'active', code } = step
    const plan = this.#must(await this.ask('POST', 'intent/compile', { files: step.files, mode }))
    const answer = await this.ask('POST', 'deploy/execute', {
      plan: plan.id,
      ...(confirmWithin === undefined ? {} : { confirmWithin }),
    })
    if (expect === 'refused' && answer.status >= 400) return this.#refused(answer, code)
    const { deployment } = this.#must(answer, diagnosticsOf(plan))
    this.#deployment = String(deployment)
    const end = await this.#finished()
    const why = end.error ? `: ${end.error.code}, ${end.error.message}` : ''
    if (end.status !== expect) throw new StepFailed(`the deployment ended ${end.status}${why}`)
    if (code !== undefined && end.error?.code !== code)
      throw new StepFailed(`the deployment ended ${end.status}, but not for ${code}${why}`)
    return `${end.status}${why}`
  }

  #refused({ body }: StageAnswer, code: string | undefined): string {
    if (code !== undefined && body?.code !== code)
      throw new StepFailed(`it was refused, but not for ${code}: ${body?.code}, ${body?.detail}`)
    return `refused: ${body?.code}`
  }

  // biome-ignore lint/suspicious/noExplicitAny: the status document of a deployment
  async #finished(): Promise<any> {
    const until = this.#stage.now() + deploymentMs
    for (;;) {
      const status = this.#must(await this.ask('GET', `deploy/status/${encodeURIComponent(this.#deployment ?? '')}`))
      if (finalStatuses.has(status.status)) return status
      if (this.#stage.now() > until) throw new StepFailed(`the deployment is still ${status.status}`)
      await this.#stage.wait(lookEveryMs)
    }
  }

  /** Looks again and again until it is so, or the time is over. */
  async #expect(check: Expectation, withinMs: number): Promise<string | undefined> {
    const until = this.#stage.now() + withinMs
    for (;;) {
      const found = await check({
        ask: (method, path, body) => this.ask(method, path, body),
        deployment: this.#deployment,
        sampleBefore: this.#sampleBefore,
      })
      if (found.ok) return found.message
      if (this.#stage.now() >= until) throw new StepFailed(found.message ?? 'it is not so')
      await this.#stage.wait(lookEveryMs)
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers
  #must({ status, body }: StageAnswer, more = ''): any {
    if (status < 400) return body
    const fields = (body?.errors ?? []).map(
      ({ pointer, message }: { pointer: string; message: string }) => ` ${pointer}: ${message}`,
    )
    throw new StepFailed(
      `${status} ${body?.code ?? ''}: ${body?.detail ?? body?.title ?? ''}${fields.join(';')}${more}`,
    )
  }
}

function diagnosticsOf(plan: { diagnostics?: readonly { severity: string; message: string }[] }): string {
  const errors = (plan.diagnostics ?? []).filter(({ severity }) => severity === 'error')
  return errors.map(({ message }) => `\n  ${message}`).join('')
}

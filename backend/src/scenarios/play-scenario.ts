import type { Story, StoryStep } from './read-scenario.js'
import { type ScenarioReport, type ScenarioStage, StepFailed, type StepResult } from './stage.js'
import { StoryRun } from './story-run.js'
import { titleOf } from './step-title.js'

export interface PlayOptions {
  /** Hears each result as it comes. */
  readonly onStep?: (result: StepResult) => void
  /** The network that the story made stays. */
  readonly keep?: boolean
  /** Name of the network that is made; names are unique on a server. */
  readonly networkName: string
}

/** Plays a story on a network of its own: made first, removed at the end. The first step that fails ends it; the others are skipped.
 *  Throws only what the stage throws. */
export async function playScenario(
  story: Story,
  stage: ScenarioStage,
  { onStep, keep = false, networkName }: PlayOptions,
): Promise<ScenarioReport> {
  const start = stage.now()
  const steps: StepResult[] = []
  const tell = (result: StepResult): void => {
    steps.push(result)
    onStep?.(result)
  }
  const run = new StoryRun(stage)
  const play = async (index: number, kind: string, title: string, act: () => Promise<string | undefined>) => {
    const at = stage.now() - start
    const outcome = await act().then(
      (message) => ({ status: 'passed' as const, message }),
      (error: unknown) => failure(error),
    )
    const { status, message } = outcome
    const ms = stage.now() - start - at
    tell({ index, kind, title, status, at, ms, ...(message === undefined ? {} : { message }) })
    return status === 'passed'
  }
  try {
    let isOk = await play(0, 'network', `makes the network ${story.network.name}`, () =>
      run.makeNetwork(networkName, story.network),
    )
    for (const [i, step] of story.steps.entries()) {
      if (isOk) isOk = await play(i + 1, step.kind, titleOf(step), () => playAt(step, run, stage, start))
      else tell({ index: i + 1, kind: step.kind, title: titleOf(step), status: 'skipped', at: 0, ms: 0 })
    }
    return { name: story.name, title: story.title, ok: isOk, ms: stage.now() - start, steps }
  } finally {
    if (!keep) await run.removeNetwork()
  }
}

async function playAt(
  step: StoryStep,
  run: StoryRun,
  stage: ScenarioStage,
  start: number,
): Promise<string | undefined> {
  const early = (step.at ?? 0) - (stage.now() - start)
  if (early > 0) await stage.wait(early)
  return run.play(step)
}

function failure(error: unknown): { status: 'failed'; message: string } {
  if (error instanceof StepFailed) return { status: 'failed', message: error.message }
  throw error
}

import type { ScenarioReport, ScenarioStage, StepResult, Story } from '@paranet/backend'
import { basename } from 'node:path'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { colour, type Output, print, printJson } from '../output/console-output.js'
import { readText } from '../read-files.js'
import { scenarioJunit } from '../output/scenario-junit.js'

interface ScenarioOptions {
  readonly report?: 'junit'
  readonly keep?: boolean
}

/** Plays fault stories: in a server and emulator of their own where time passes quickly, or against a server where one is named. Exit code 1
 *  where a network was not as its story wants it, 3 where a file is wrong. */
export async function runScenarios(
  files: readonly string[],
  options: ScenarioOptions,
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const { openScenarioLab, playScenario, readScenario } = await import('@paranet/backend')
  const stories = files.map((file) => readStory(file, readScenario))
  const isQuiet = output.isJson || options.report !== undefined
  const reports: ScenarioReport[] = []
  const isOnline = server.server !== undefined || (process.env['PARANET_SERVER'] ?? '') !== ''
  await using lab = isOnline ? undefined : await openScenarioLab()
  const stage = lab?.stage ?? onlineStage(new ApiClient({ server: server.server }))
  for (const [i, story] of stories.entries()) {
    if (!isQuiet) print(output, colour.bold(story.title))
    const networkName = `scenario ${story.name} ${Date.now().toString(36)}${i}`
    const onStep = (step: StepResult) => void (isQuiet || print(output, stepLine(step)))
    const report = await playScenario(story, stage, { networkName, onStep, keep: options.keep === true })
    reports.push(report)
  }
  const ok = reports.every((report) => report.ok)
  if (options.report === 'junit') process.stdout.write(scenarioJunit(reports))
  else printJson(output, { ok, scenarios: reports.map(withoutTimes), stats: { ms: reports.map(({ ms }) => ms) } })
  if (!isQuiet) print(output, summary(reports))
  return ok ? exitCodes.ok : exitCodes.notHeld
}

function readStory(
  file: string,
  read: (
    text: string,
    file: string,
  ) => { ok: true; value: Story } | { ok: false; errors: readonly { pointer: string; message: string }[] },
): Story {
  const found = read(readText(file), file)
  if (found.ok) return found.value
  const places = found.errors.map(({ pointer, message }) => `\n  ${pointer || '/'}: ${message}`).join('')
  throw new CliError(exitCodes.input, `${basename(file)} is no scenario:${places}`, {
    hint: 'schemas/json/scenario.json says what it may hold; examples/scenarios has some',
    problem: { errors: found.errors },
  })
}

/** A server elsewhere: time passes as it does. What the login may not do ends the play. */
const onlineStage = (client: ApiClient): ScenarioStage => ({
  ask: async (method, path, body) => {
    const answer = await client.try(method, path, body)
    if (answer.status === 403 && method !== 'DELETE')
      throw new CliError(exitCodes.refused, 'the server does not let you play scenarios', { problem: answer.body })
    return answer
  },
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => Date.now(),
})

/** Equal plays print equal bytes. */
const withoutTimes = ({ name, title, ok, steps }: ScenarioReport) => ({
  name,
  title,
  ok,
  steps: steps.map(({ index, kind, title: its, status, message }) => ({
    index,
    kind,
    title: its,
    status,
    ...(message === undefined || status === 'passed' ? {} : { message }),
  })),
})

function stepLine({ status, title, message, ms }: StepResult): string {
  if (status === 'skipped') return colour.dim(`  – ${title}`)
  const told = message === undefined ? '' : colour.dim(`  ${message}`)
  const took = ms >= 1000 ? colour.dim(`  ${(ms / 1000).toFixed(1)} s`) : ''
  return status === 'passed'
    ? `  ${colour.green('✓')} ${title}${told}${took}`
    : `  ${colour.red('✗')} ${title}\n    ${message}`
}

function summary(reports: readonly ScenarioReport[]): string {
  const failed = reports.filter(({ ok }) => !ok)
  if (failed.length === 0) return colour.green(`${reports.length} played to the end`)
  return colour.red(
    `${failed.length} of ${reports.length} went otherwise: ${failed.map(({ name }) => name).join(', ')}`,
  )
}

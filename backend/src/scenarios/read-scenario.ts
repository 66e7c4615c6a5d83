import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { type Scenario, type SchemaError, type Validated, validator } from '@paranet/schemas'
import type { IntentFile } from '@paranet/planner'

type Step = Scenario['steps'][number]
type Source = NonNullable<Scenario['intents']>[number]

/** A deploy step with the texts of its files. */
export type DeployStep = Omit<Extract<Step, { kind: 'deploy' }>, 'intents'> & { readonly files: readonly IntentFile[] }
/** A step as it is played. */
export type StoryStep = Exclude<Step, { kind: 'deploy' }> | DeployStep

/** A scenario whose files have been read: all that a play needs. */
export interface Story {
  readonly name: string
  readonly title: string
  readonly description?: string
  /** The network, in the language or a format that is imported. */
  readonly network: IntentFile
  readonly steps: readonly StoryStep[]
}

const validScenario = validator('scenario')
const mostCharacters = 8_000_000

/** Reads a scenario file's text; files that it names are read from its folder. Each error has its JSON pointer. */
export function readScenario(text: string, file: string): Validated<Story> {
  const value = parse(text)
  if (!value.ok) return value
  const read = validScenario(value.value)
  if (!read.ok) return read
  const sources = new Sources(dirname(file))
  const { name, title, description, network, intents = [], steps } = read.value
  const first = intents.map((source, i) => sources.read(source, `/intents/${i}`))
  const firstDeploy = steps.findIndex(({ kind }) => kind === 'deploy')
  const story: Story = {
    name,
    title,
    ...(description === undefined ? {} : { description }),
    network: sources.read(network, '/network'),
    steps: steps.map((step, i): StoryStep => {
      if (step.kind !== 'deploy') return step
      const { intents: its = [], ...rest } = step
      const own = its.map((source, n) => sources.read(source, `/steps/${i}/intents/${n}`))
      return { ...rest, files: i === firstDeploy ? [...first, ...own] : own }
    }),
  }
  const errors = [...sources.errors, ...checkSteps(steps)]
  return errors.length === 0 ? { ok: true, value: story } : { ok: false, errors }
}

/** Texts of files and of the scenario itself; what cannot be read is an error at its place. */
class Sources {
  readonly errors: SchemaError[] = []
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  read({ file, name, text }: Source, pointer: string): IntentFile {
    if (file === undefined && text === undefined) this.errors.push({ pointer, message: 'needs a file or a text' })
    if (file !== undefined && text !== undefined)
      this.errors.push({ pointer: `${pointer}/text`, message: 'there is a file already' })
    if (file === undefined) return { name: name ?? 'scenario.pn', text: text ?? '' }
    return { name: name ?? basename(file), text: this.#readFile(resolve(this.#folder, file), `${pointer}/file`) }
  }

  #readFile(path: string, pointer: string): string {
    try {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined
      if (text === undefined) this.errors.push({ pointer, message: `there is no such file: ${path}` })
      else if (text.length > mostCharacters) this.errors.push({ pointer, message: 'is too long' })
      return text ?? ''
    } catch {
      this.errors.push({ pointer, message: `cannot be read: ${path}` })
      return ''
    }
  }
}

function checkSteps(steps: readonly Step[]): SchemaError[] {
  const errors: SchemaError[] = []
  const names = new Set<string>()
  let time = 0
  for (const [i, step] of steps.entries()) {
    if (step.at !== undefined && step.at < time)
      errors.push({ pointer: `/steps/${i}/at`, message: `is before a step above, at ${time} ms` })
    time = Math.max(time, step.at ?? 0)
    if (step.kind === 'fault' && step.as !== undefined) names.add(step.as)
    if (step.kind === 'clear' && step.fault !== undefined && !names.has(step.fault))
      errors.push({ pointer: `/steps/${i}/fault`, message: `no step above is called so: ${step.fault}` })
  }
  return errors
}

function parse(text: string): Validated<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch (error) {
    const message = error instanceof Error ? error.message : 'is not JSON'
    return { ok: false, errors: [{ pointer: '', message: `is not JSON: ${message}` }] }
  }
}

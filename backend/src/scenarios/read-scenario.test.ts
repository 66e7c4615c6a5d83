import { expect, test } from 'vitest'
import { readScenario } from './read-scenario.js'

const story = (change: object = {}) => ({
  name: 'story',
  title: 'A story',
  network: { text: 'network n { node a : router { } }' },
  steps: [{ kind: 'wait', ms: 1 }],
  ...change,
})
const pointersOf = (value: unknown) => {
  const read = readScenario(typeof value === 'string' ? value : JSON.stringify(value), '/nowhere/story.json')
  return read.ok ? [] : read.errors.map(({ pointer }) => pointer)
}

test('the first deploy step deploys the intents of the story, each its own besides', () => {
  const deploy = (name: string) => ({ kind: 'deploy', intents: [{ name, text: 'route r { from: a, to: b }' }] })
  const text = JSON.stringify(story({ intents: [{ text: 'x' }], steps: [deploy('one.pn'), deploy('two.pn')] }))
  const read = readScenario(text, 'story.json')
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  const names = read.value.steps.map((step) => (step.kind === 'deploy' ? step.files.map(({ name }) => name) : []))
  expect(names).toEqual([['scenario.pn', 'one.pn'], ['two.pn']])
})

test.each([
  ['no JSON', '{"name":', ['']],
  ['nothing', {}, ['/name', '/title', '/network', '/steps']],
  ['no steps', story({ steps: [] }), ['/steps']],
  ['a step of no kind', story({ steps: [{ kind: 'hope' }] }), ['/steps/0/kind']],
  ['a step with a field too many', story({ steps: [{ kind: 'wait', ms: 1, hours: 2 }] }), ['/steps/0/hours']],
  [
    'a fault that is wrong',
    story({ steps: [{ kind: 'fault', fault: { kind: 'link-down' } }] }),
    ['/steps/0/fault/link'],
  ],
  ['a file that is not there', story({ network: { file: 'no.pn' } }), ['/network/file']],
  ['a folder for a file', story({ network: { file: '..' } }), ['/network/file']],
  ['a source of nothing', story({ intents: [{}] }), ['/intents/0']],
  ['a source of two things', story({ network: { file: '../a', text: 'b' } }), ['/network/text', '/network/file']],
  [
    'steps that go back in time',
    story({
      steps: [
        { kind: 'wait', ms: 1, at: 9 },
        { kind: 'clear', at: 3 },
      ],
    }),
    ['/steps/1/at'],
  ],
  ['a fault that nobody set', story({ steps: [{ kind: 'clear', fault: 'x' }] }), ['/steps/0/fault']],
])('%s is refused at its place', (_, value, pointers) => {
  expect(pointersOf(value)).toEqual(pointers)
})

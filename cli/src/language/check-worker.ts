// Checks files on a thread of its own, so that the editor's requests are answered meanwhile: gets `{ id, input }`, answers `{ id, found }`, or
// `{ id }` where checking failed.
import { type CheckInput, checkFiles, PlannerSession } from '@paranet/planner'
import { parentPort } from 'node:worker_threads'

const session = new PlannerSession()
parentPort?.on('message', ({ id, input }: { readonly id: number; readonly input: CheckInput }) => {
  parentPort?.postMessage({ id, ...found(input) })
})

function found(input: CheckInput): { readonly found?: ReturnType<typeof checkFiles> } {
  try {
    return { found: checkFiles(input, session) }
  } catch {
    return {}
  }
}

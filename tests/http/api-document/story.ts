import { eventually, smallNetwork, type TestServer, webIntents } from '../../../backend/src/test-kit/test-server.js'
import { type Recorded, Recorder } from './recorder.js'

/** Lives through a day of a small network, so that every route and channel is used once in earnest; gives the calls by name. Routes that the
 *  story does not know are called at the end, as the examples of their records say. */
export async function playStory(server: TestServer): Promise<ReadonlyMap<string, Recorded>> {
  const recorder = new Recorder(server)
  await networks(recorder)
  await topology(recorder)
  await intents(recorder)
  await deployments(recorder)
  await monitoring(recorder)
  await rollback(recorder)
  await people(recorder)
  for (const name of recorder.missing().filter((one) => !lastOnes.has(one))) await recorder.call(name)
  await recorder.call('deleteIntentFile', { params: { file: 'old.pn' } })
  await recorder.call('deleteNetwork', { params: { id: 'branch' } })
  await system(recorder)
  return recorder.calls
}

const lastOnes: ReadonlySet<string> = new Set(['deleteIntentFile', 'deleteNetwork'])

async function networks(recorder: Recorder): Promise<void> {
  await recorder.call('createNetwork', { body: { name: 'small', topology: smallNetwork } })
  await recorder.call('createNetwork', { body: { name: 'branch' } })
  const quiet = new Recorder(recorder.server)
  await eventually(
    () => quiet.call('getNetwork'),
    ({ body }) => body.observedRevision !== undefined,
  )
  await recorder.refuse('problem', '/api/v1/networks', { topology: 'network x { }', colour: 'red' })
  await recorder.call('listNetworks')
  await recorder.call('getNetwork')
  await recorder.call('renameNetwork', { params: { id: 'branch' } })
}

async function topology(recorder: Recorder): Promise<void> {
  await recorder.call('getTopology')
  await recorder.call('createNode')
  const { headers } = await recorder.call('getNode', { params: { name: 'r3' } })
  await recorder.call('putNode', { headers: { 'if-match': headers.get('etag') ?? '' } })
  await recorder.call('createLink')
  await recorder.call('putLink')
  await recorder.call('deleteLink')
  await recorder.call('deleteNode')
  const text = (await recorder.call('exportTopology')).body.text
  await recorder.call('importTopology', { body: { text, file: 'small.pn' } })
}

async function intents(recorder: Recorder): Promise<void> {
  await recorder.call('putIntentFile')
  await recorder.call('putIntentFile', { params: { file: 'old.pn' }, body: { text: '// nothing is left here\n' } })
  await recorder.call('parseIntents')
  await recorder.call('getIntentFile')
  await recorder.call('listIntentFiles')
}

async function deployments(recorder: Recorder): Promise<void> {
  const plan: string = (await recorder.call('compileIntents', { body: { files: [webIntents], mode: 'merge' } })).body.id
  await recorder.call('previewPlan', { params: { plan } })
  await recorder.call('getPlan', { params: { id: plan } })
  await recorder.call('planEvidence', { params: { id: plan } })
  await recorder.call('validatePlan', { body: { plan } })
  const started = await recorder.call('executePlan', {
    body: { plan, confirmWithin: 30, reason: 'the first intents' },
    headers: { 'idempotency-key': 'deploy-web-1' },
  })
  const id: string = started.body.deployment
  await active(recorder, id)
  await recorder.listen('streamDeployment', `/ws/deploy/${id}?since=0`, 'event')
}

/** Waits for the end of a deployment. */
async function active(recorder: Recorder, id: string): Promise<void> {
  const quiet = new Recorder(recorder.server)
  await eventually(
    () => quiet.call('deploymentStatus', { params: { id } }),
    ({ body }) => body.status === 'active',
  )
  await recorder.call('deploymentStatus', { params: { id } })
}

async function monitoring(recorder: Recorder): Promise<void> {
  await recorder.call('tracePacket')
  await recorder.call('traceWholeClass')
  await recorder.call('explain')
  await recorder.listen('streamTelemetry', '/ws/telemetry', 'sample')
  await recorder.call('getMetrics')
  await recorder.call('nodeMetrics')
  await recorder.listen('streamAlerts', '/ws/alerts', 'raised', () => recorder.call('createFault'))
  const faults = await recorder.call('listFaults')
  const alerts = await recorder.call('listAlerts')
  await recorder.call('acknowledgeAlert', { params: { id: alerts.body.items[0].id } })
  await recorder.call('deleteFault', { params: { id: faults.body.items[0].id } })
  const rule = (await recorder.call('addRule')).body
  await recorder.call('listRules')
  await recorder.call('changeRule', { params: { id: rule.id } })
  await recorder.call('deleteRule', { params: { id: rule.id } })
  await recorder.call('listLogs')
  await recorder.listen('streamLogs', '/ws/logs', 'line', () => recorder.call('createFault'))
  await recorder.listen('streamPlans', '/ws/plans', 'made', () => recorder.call('compileIntents'))
  await recorder.call('listScenarios')
  const { id } = (await recorder.call('runScenario')).body
  const quiet = new Recorder(recorder.server)
  const params = { id: String(id) }
  await eventually(
    () => quiet.call('getScenarioRun', { params }),
    ({ body }) => body.status !== 'playing',
  )
  await recorder.call('getScenarioRun', { params })
  await recorder.call('putTraffic')
  await recorder.call('getTraffic')
  await recorder.call('deleteTraffic')
}

async function rollback(recorder: Recorder): Promise<void> {
  const text = 'route ping { from: 10.1.0.0/16, to: web1, traffic: icmp }\n'
  const { body } = await recorder.call('compileIntents', {
    body: { files: [{ name: 'ping.pn', text }], mode: 'merge' },
  })
  const started = await recorder.call('executePlan', { body: { plan: body.id } })
  const id: string = started.body.deployment
  await active(recorder, id)
  const back = await recorder.call('rollbackDeployment', { params: { id } })
  await active(recorder, back.body.deployment)
}

async function people(recorder: Recorder): Promise<void> {
  await recorder.call('createUser')
  await recorder.call('listUsers')
  await recorder.call('setNetworkRole')
  await recorder.call('listNetworkRoles')
  await recorder.call('getUser')
  await recorder.call('dropNetworkRole')
  const login = await recorder.call('login', { body: { username: 'ada', password: 'long-enough-password' } })
  const token: string = login.body.accessToken
  await recorder.call('me', { token })
  const renewed = await recorder.call('refresh', { body: { refreshToken: login.body.refreshToken } })
  await recorder.call('logout', { body: { refreshToken: renewed.body.refreshToken } })
  const again = await recorder.call('login', { body: { username: 'ada', password: 'long-enough-password' } })
  await recorder.call('changePassword', {
    token: again.body.accessToken,
    body: { current: 'long-enough-password', password: 'another-long-password' },
  })
  await recorder.call('resetPassword')
  await recorder.call('unlockUser')
  await recorder.call('changeUserRole')
  await recorder.call('deleteUser')
  await recorder.call('createToken')
  await recorder.call('listTokens')
  await recorder.call('revokeToken')
  await recorder.call('listAuditEntries', { query: { limit: '3', of: 'small' } })
}

const firstLines = (text: string): string => `${text.split('\n').slice(0, 3).join('\n')}\n…\n`

async function system(recorder: Recorder): Promise<void> {
  const json = (text: string): unknown => JSON.parse(text)
  await recorder.read('getHealth', '/healthz', json)
  await recorder.read('getReadiness', '/readyz', json)
  await recorder.read('getFigures', '/metrics', firstLines)
  await recorder.read('getDescription', '/openapi.json', (text) => {
    const { openapi, info } = JSON.parse(text) as { openapi: string; info: object }
    return { openapi, info, '…': 'servers, tags, paths, components' }
  })
  await recorder.read('getDocs', '/docs', firstLines)
  await recorder.read('getReference', '/redoc', firstLines)
}

export { EmulatorCallError, EmulatorClient } from './client.js'
export type { EmulatorOptions, RunningEmulator } from './emulator.js'
export { startEmulator } from './emulator.js'
export type { InterestTrace } from './network/named-forwarding.js'
export type {
  ActiveFault,
  CommitAnswer,
  EmulatorErrorCode,
  EmulatorEvent,
  EntryPoint,
  Fault,
  Flow,
  Observation,
  StageRequest,
  Telemetry,
} from './protocol/messages.js'
export { EmulatorError } from './protocol/messages.js'
export { systemClock } from './system-clock.js'
export { maxMinRates, type Sender } from './traffic/max-min.js'

export type { Change, CommitOptions, Driver, Drivers, Revision, Session, Staged } from './drivers/driver.js'
export type { DeviceErrorCode, DeviceErrorDetail } from './drivers/device-error.js'
export { DeviceError } from './drivers/device-error.js'
export type { DriverSettings } from './drivers/registry.js'
export { DriverRegistry, driverKinds } from './drivers/registry.js'
export type { ContractDevice } from './drivers/contract.js'
export { driverContract } from './drivers/contract.js'
export type { EmulatedDriverOptions, EmulatorFeed } from './drivers/emulated/emulated-driver.js'
export { EmulatedDriver } from './drivers/emulated/emulated-driver.js'
export type {
  EventType,
  Failure,
  HeldLease,
  Journal,
  JournalEntry,
  JournalEvent,
  JournalQuery,
  JournalRecord,
  Lease,
} from './transaction/journal.js'
export { closingTypes, Fenced, JournalDamaged } from './transaction/journal.js'
export type { DeploymentScript, ScriptStep } from './transaction/script.js'
export { fingerprintOf, scriptOf } from './transaction/script.js'
export type { DeploymentStatus } from './transaction/transitions.js'
export { isFinal, isWaiting, statuses, transitions } from './transaction/transitions.js'
export type { Deployment, WaveProgress, WaveStatus } from './transaction/deployment.js'
export { isFinished, touchedDevices } from './transaction/deployment.js'
export { nextDeployment, statusOf } from './transaction/fold.js'
export type { RetryPolicy } from './transaction/retry.js'
export type { Asked } from './transaction/run-control.js'
export type { DeploymentChange, TransactionPolicy } from './transaction/run.js'
export { defaultPolicy, Halted } from './transaction/run.js'
export type { DeploymentErrorCode } from './transaction/deployment-error.js'
export { DeploymentError } from './transaction/deployment-error.js'
export type { ExecuteRequest } from './transaction/execute-request.js'
export { idOfKey } from './transaction/execute-request.js'
export type { DeploymentListener, DeploymentPorts } from './transaction/deployment-service.js'
export { DeploymentService } from './transaction/deployment-service.js'
export type { FlowSample, LinkSample, TelemetrySample } from './telemetry/sample.js'
export type { NumberedSample, TelemetryFrame, TelemetryHubOptions } from './telemetry/telemetry-hub.js'
export { TelemetryHub } from './telemetry/telemetry-hub.js'
export type { Alert, AlertCause, AlertChange, AlertCode, AlertSeverity } from './alert/alert.js'
export type { AlertBookOptions } from './alert/alert-book.js'
export { AlertBook } from './alert/alert-book.js'
export type { NetworkEvent } from './alert/alert-rules.js'
export { alertFromDeployment, alertFromEvent, alertFromSample } from './alert/alert-rules.js'
export type { AssurancePorts, AssuranceReport, AssuranceTarget, RepairPolicy } from './assure/assurance.js'
export { Assurance } from './assure/assurance.js'
export type { KeyedLoopOptions, Turn } from './assure/keyed-loop.js'
export { KeyedLoop } from './assure/keyed-loop.js'
export { observeAll } from './assure/observe-all.js'

import type { IpAddress, SettingEntry } from '@paranet/network'
import { parseAddress } from '@paranet/network'
import { refuseAt } from './artifact-error.js'
import type { ArtifactFile } from './bundle.js'

type Setting = SettingEntry['setting']

/** How a service of Debian's is told of a setting. */
interface Service {
  readonly setting: Setting
  readonly file: string
  /** Where the file belongs, for people. */
  readonly place: string
  line(value: string): string
  /** The value that a line gives; undefined where the line says something else. */
  valueOf(line: string): string | undefined
}

const serverOf = (pattern: RegExp) => (line: string) => pattern.exec(line)?.[1]

const services: readonly Service[] = [
  {
    setting: 'ntp',
    file: 'chrony.conf',
    place: '/etc/chrony/conf.d/paranet.conf',
    line: (value) => `server ${value} iburst`,
    valueOf: serverOf(/^server (\S+)( iburst)?$/),
  },
  {
    setting: 'dns',
    file: 'resolv.conf',
    place: '/etc/resolv.conf',
    line: (value) => `nameserver ${value}`,
    valueOf: serverOf(/^nameserver (\S+)$/),
  },
  {
    setting: 'syslog',
    file: 'rsyslog.conf',
    place: '/etc/rsyslog.d/paranet.conf',
    line: (value) => `*.* action(type="omfwd" target="${value}" port="514" protocol="udp")`,
    valueOf: serverOf(/^\*\.\* action\(type="omfwd" target="([^"]+)" port="514" protocol="udp"\)$/),
  },
  {
    setting: 'snmp',
    file: 'snmpd.conf',
    place: '/etc/snmp/snmpd.conf.d/paranet.conf',
    // Users and communities are secrets of the device: the file says only which of them may read.
    line: (value) => (value === 'v3' ? 'rouser -s usm paranet priv' : 'group paranet v2c paranet'),
    valueOf: (line) =>
      line === 'rouser -s usm paranet priv' ? 'v3' : line === 'group paranet v2c paranet' ? 'v2c' : undefined,
  },
]

/** The files of the services that a device is told of; none where it has no settings. */
export function renderServices(header: readonly string[], settings: readonly SettingEntry[] = []): ArtifactFile[] {
  return services.flatMap((service) => {
    const values = settings.flatMap((one) => (one.setting === service.setting ? [one.value] : []))
    if (values.length === 0) return []
    const lines = [...header, `# for ${service.place}`, ...values.map(service.line), '']
    return [{ name: service.file, text: lines.join('\n') }]
  })
}

/** The settings that files of services give. Throws ArtifactError at a line that ParaNet cannot judge. */
export function readServices(files: readonly ArtifactFile[]): SettingEntry[] {
  return services.flatMap((service) => {
    const text = files.find(({ name }) => name === service.file)?.text ?? ''
    return text.split('\n').flatMap((raw, i) => {
      const line = raw.trim()
      if (line === '' || line.startsWith('#')) return []
      const refuse = () => refuseAt(service.file, i + 1, `ParaNet does not judge this line: ${line.slice(0, 80)}`)
      const value = service.valueOf(line) ?? refuse()
      const canonical = service.setting === 'snmp' ? value : (parseAddress(value) ?? refuse())
      return [{ setting: service.setting, value: canonical satisfies string | IpAddress }]
    })
  })
}

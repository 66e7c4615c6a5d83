/** Well-known services: `names transports ports`. Facts from the IANA Service Name and Transport Protocol Port Number Registry
 *  (https://www.iana.org/assignments/service-names-port-numbers), with the everyday names of the same services. Transports are those in
 *  use, not all that are registered. */
const table = `
echo,echo service|tcp|7
ftp,file transfer protocol|tcp|21
ftp-data|tcp|20
ssh,sftp,scp,secure shell|tcp|22
telnet|tcp|23
smtp,mail,email,e-mail,smtp mail,электронная почта,почта,邮件,电子邮件|tcp|25
whois|tcp|43
tacacs,tacacs+|tcp|49
dns,domain,name resolution,domain name system,dns queries,dns lookups,域名解析|udp tcp|53
bootps,dhcp|udp|67,68
tftp|udp|69
gopher|tcp|70
finger|tcp|79
http,plain http,unencrypted web,www-http|tcp|80
https,tls,ssl,secure web,http over tls,encrypted web|tcp|443
web,web browsing,browsing,surfing,www,web pages,веб,网页|tcp|80,443
quic,http/3|udp|443
kerberos|tcp udp|88
pop3,pop|tcp|110
pop3s|tcp|995
sunrpc,portmapper,rpcbind|tcp udp|111
ident|tcp|113
nntp|tcp|119
ntp,time sync,time synchronisation,time synchronization,network time,时间同步,синхронизация времени|udp|123
netbios|tcp|139
imap|tcp|143
imaps|tcp|993
snmp|udp|161
snmptrap,snmp-trap,snmp traps,snmp trap|udp|162
bgp|tcp|179
irc|tcp|194
ldap|tcp|389
ldaps|tcp|636
smb,cifs,microsoft-ds,windows file sharing,file sharing,samba|tcp|445
kpasswd|tcp|464
isakmp,ike|udp|500
submission|tcp|587
smtps,submissions|tcp|465
syslog|udp|514
syslog-tls|tcp|6514
lpd,lpr|tcp|515
rip|udp|520
rtsp|tcp|554
ipp,printing,internet printing,печать,打印|tcp|631
ldp|tcp|646
netconf,netconf-ssh|tcp|830
rsync|tcp|873
ftps|tcp|990
dot,dns over tls,dns-over-tls|tcp|853
socks|tcp|1080
openvpn|udp|1194
mssql,ms-sql,sql server,ms sql,microsoft sql,microsoft sql server|tcp|1433
oracle,oracle database traffic|tcp|1521
pptp|tcp|1723
mqtt|tcp|1883
mqtts,secure-mqtt|tcp|8883
radius|udp|1812
radius-acct,radius accounting|udp|1813
nfs|tcp|2049
etcd|tcp|2379
docker|tcp|2375
iscsi|tcp|3260
mysql,mariadb|tcp|3306
rdp,remote desktop,ms-wbt-server,удалённый рабочий стол,удаленный рабочий стол,远程桌面|tcp|3389
stun,turn|udp|3478
svn,subversion|tcp|3690
ipsec-nat-t|udp|4500
vxlan|udp|4789
sip,sip signalling,sip signaling|tcp udp|5060
sips,sip-tls|tcp|5061
xmpp,jabber|tcp|5222
mdns,bonjour|udp|5353
postgres,postgresql,pgsql,psql|tcp|5432
amqp,rabbitmq|tcp|5672
amqps|tcp|5671
vnc|tcp|5900
winrm|tcp|5985
x11|tcp|6000
couchdb|tcp|5984
redis|tcp|6379
kubernetes api,kube-api,kubernetes|tcp|6443
ircd|tcp|6667
git|tcp|9418
http-alt,alternate http|tcp|8080
https-alt|tcp|8443
prometheus|tcp|9090
jetdirect,raw printing,hp jetdirect|tcp|9100
kafka|tcp|9092
elasticsearch,elastic|tcp|9200
cassandra|tcp|9042
memcached,memcache|tcp|11211
zookeeper|tcp|2181
mongodb,mongo|tcp|27017
zabbix,zabbix-agent|tcp|10050
netflow|udp|2055
sflow|udp|6343
ipfix|udp|4739
wireguard|udp|51820
bfd|udp|3784
gnmi,gnmi-gnoi|tcp|9339
influxdb|tcp|8086
rtp|udp|16384-32767
l2tp|udp|1701
gtp,gtp-u|udp|2152
diameter|tcp|3868
tacacs-plus|tcp|49
modbus|tcp|502
dicom|tcp|104
opc-ua|tcp|4840
bacnet|udp|47808
puppet|tcp|8140
munin|tcp|4949
nrpe|tcp|5666
`

/** A service by its name: transports in use and destination ports. */
export interface Service {
  readonly protocols: readonly string[]
  readonly ports: readonly string[]
}

/** Every name of every service. */
export const services: readonly (readonly [name: string, service: Service])[] = table
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [names = '', protocols = '', ports = ''] = line.split('|')
    const service = { protocols: protocols.split(' '), ports: ports.split(',') }
    return names.split(',').map((name) => [name, service] as const)
  })

/** Names of services that are everyday words too: they mean the service only beside a word such as "traffic" or after "by". */
export const everydayNames: ReadonlySet<string> = new Set([
  'web',
  'mail',
  'email',
  'echo',
  'domain',
  'time',
  'oracle',
  'docker',
  'git',
  'turn',
  'printing',
  'finger',
  'pop',
  'dot',
  'elastic',
  'browsing',
  'rip',
  'puppet',
  'submission',
  'веб',
  'почта',
  'печать',
  '网页',
  '邮件',
  '打印',
  'kubernetes',
  'mongo',
])

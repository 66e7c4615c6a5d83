/** Words for what a node is, and the beginnings of names that are usual for it: "the database" may be `db1`. */
export interface RoleNoun {
  readonly words: readonly string[]
  readonly stems: readonly string[]
  readonly types?: readonly string[]
  readonly functions?: readonly string[]
}

const role = (words: string, stems: string, types = '', functions = ''): RoleNoun => ({
  words: words.split('|'),
  stems: stems.split('|').filter((stem) => stem !== ''),
  types: types.split('|').filter((type) => type !== ''),
  functions: functions.split('|').filter((name) => name !== ''),
})

/** Facts of usage in English, Chinese and Russian; what they stand for is decided by the topology alone. */
export const roleNouns: readonly RoleNoun[] = [
  role(
    'database|databases|database server|database servers|数据库|数据库服务器|база данных|базе данных|базы данных|базу данных|базой данных|баз данных|бд',
    'db|database|dbs|sql',
  ),
  role(
    'firewall|firewalls|防火墙|файрвол*|фаервол*|межсетевой экран|межсетевого экрана|межсетевым экраном|брандмауэр*|мсэ',
    'fw|firewall',
    'firewall',
    'firewall',
  ),
  role(
    'ids|intrusion detection|intrusion detection system|intrusion detector|入侵检测|入侵检测系统|система обнаружения вторжений|систему обнаружения вторжений|системы обнаружения вторжений|систем* обнаружения вторжений|сов',
    'ids',
    '',
    'ids',
  ),
  role('ips|intrusion prevention|intrusion prevention system|入侵防御|入侵防御系统', 'ips', '', 'ips'),
  role(
    'web server|web servers|webserver|webservers|web|网站|网页服务器|web服务器|веб сервер*|вебсервер*',
    'web|www|websrv',
  ),
  role('mail server|mail servers|mailserver|mail|邮件服务器|почтов* сервер*|почтовик*', 'mail|mx|smtp'),
  role('dns server|dns servers|name server|name servers|nameserver|resolver|域名服务器|dns сервер*', 'dns|ns|resolver'),
  role('file server|file servers|fileserver|文件服务器|файлов* сервер*', 'file|files|nas|filesrv'),
  role(
    'app server|app servers|application server|application servers|应用服务器|сервер* приложений',
    'app|apps|application',
  ),
  role('cache|caches|缓存|缓存服务器|缓存节点|кэш*|кеш*', 'cache', 'cache'),
  role('load balancer|load balancers|balancer|负载均衡器|балансировщик*', 'lb|balancer|slb', 'balancer', 'balancer'),
  role('nat|nat gateway|nat box', 'nat|cgn', '', 'nat'),
  role('proxy|proxies|proxy server|代理|代理服务器|прокси*', 'proxy|squid', '', 'proxy'),
  role(
    'data center|data centre|data centers|data centres|datacenter|datacentre|datacenters|数据中心|机房|цод|дата центр*|датацентр*|центр* обработки данных',
    'dc|datacenter|datacentre',
  ),
  role(
    'head office|headquarters|main office|hq|总部|总公司|штаб квартир*|головн* офис*|центральн* офис*',
    'hq|headquarters|head',
  ),
  role('branch|branches|branch office|branch offices|分支|分支机构|分公司|分部|филиал*', 'branch|br'),
  role(
    'guest|guests|visitors|guest network|guest wifi|访客|客人|来宾|访客网络|гость|гости|гостя|гостей|гостям|гостев*',
    'guest|guests|visitors',
  ),
  role('phone|phones|telephones|ip phones|voip phones|电话机|电话|话机|телефон*', 'phone|phones|voip'),
  role('printer|printers|打印机|принтер*', 'printer|printers|print|prn'),
  role('camera|cameras|cctv|摄像头|摄像机|камер*|видеокамер*', 'cam|camera|cameras|cctv'),
  role('storage|storage server|存储|хранилищ*|схд', 'storage|nas|san|stor'),
  role('backup|backup server|备份|备份服务器|резервн* сервер*', 'backup|bkp|bak'),
  role('monitoring|monitoring server|监控|监控服务器|мониторинг*|сервер* мониторинга', 'mon|monitor|monitoring|nms'),
  role('gateway|gateways|网关|шлюз*', 'gw|gateway'),
  role('core|core router|核心路由器', 'core'),
  role('edge|edge routers|edge router|边缘|边缘路由器|пограничн* маршрутизатор*', 'edge|pe'),
  role('staff|employees|员工|сотрудник*|персонал*', 'staff|employees|office|users'),
  role('student|students|学生|студент*', 'students|student'),
  role('server farm|servers|服务器|сервер*|server', 'srv|server|servers'),
  role('studio|studios|演播室|студи*', 'studio'),
  role('lab|labs|laboratory|实验室|лаборатори*', 'lab|labs'),
  role('factory|plant|工厂|завод*', 'factory|plant'),
  role('warehouse|仓库|склад*', 'warehouse|wh'),
  role('finance|accounting|财务|财务部|бухгалтери*|финансы|финансов*', 'finance|accounting|fin'),
  role('dmz|demilitarized zone|demilitarised zone|非军事区|дмз|демилитаризованн* зон*', 'dmz'),
  role('management|management network|管理网|сет* управления|управлени*', 'mgmt|management|mgt'),
  role('router|routers|路由器|маршрутизатор*|роутер*', 'r|rt|router|rtr', 'router'),
  role('switch|switches|交换机|коммутатор*|свитч*', 's|sw|switch', 'switch'),
  role('host|hosts|主机|хост*', 'h|host', 'host'),
  role('provider|isp|internet provider|运营商|провайдер*', 'isp|provider|upstream'),
  role('iot|sensors|iot devices|物联网|传感器|датчик*', 'iot|sensor|sensors'),
  role('scrubber|scrubbing center|scrubbing centre|清洗中心|центр* очистки', 'scrub|scrubber|scrubbing'),
]

/** Makers of machines and the names of their product lines. */

export interface Maker {
  readonly value: string;
  /** How DMI tables begin, lower case. */
  readonly dmi: readonly string[];
  /** Word in prose; null where the word means something else as well. */
  readonly word: string | null;
}

export const makers: readonly Maker[] = [
  { value: 'dell', dmi: ['dell inc.', 'dell computer', 'dell emc', 'dell', 'alienware'], word: 'dell' },
  { value: 'hp', dmi: ['hewlett-packard', 'hewlett packard enterprise', 'hpe', 'hp'], word: 'hp' },
  { value: 'lenovo', dmi: ['lenovo'], word: 'lenovo' },
  { value: 'ibm', dmi: ['ibm'], word: 'ibm' },
  { value: 'supermicro', dmi: ['supermicro', 'super micro'], word: 'supermicro' },
  { value: 'asus', dmi: ['asustek computer inc.', 'asustek', 'asus'], word: 'asus' },
  { value: 'asrock', dmi: ['asrockrack', 'asrock'], word: 'asrock' },
  { value: 'acer', dmi: ['acer'], word: 'acer' },
  { value: 'apple', dmi: ['apple inc.', 'apple computer'], word: 'apple' },
  { value: 'msi', dmi: ['micro-star international', 'msi'], word: null },
  { value: 'gigabyte', dmi: ['gigabyte technology co., ltd.', 'gigabyte'], word: null },
  { value: 'intel', dmi: ['intel corporation', 'intel(r) client systems', 'intel corp.'], word: null },
  { value: 'samsung', dmi: ['samsung electronics co., ltd.', 'samsung'], word: null },
  { value: 'toshiba', dmi: ['toshiba'], word: null },
  {
    value: 'fujitsu',
    dmi: ['fujitsu client computing limited', 'fujitsu siemens', 'fujitsu'],
    word: 'fujitsu',
  },
  { value: 'sony', dmi: ['sony corporation'], word: null },
  { value: 'system76', dmi: ['system76'], word: 'system76' },
  { value: 'framework', dmi: ['framework'], word: null },
  { value: 'purism', dmi: ['purism'], word: 'purism' },
  { value: 'novacustom', dmi: ['novacustom'], word: 'novacustom' },
  { value: 'tuxedo', dmi: ['tuxedo'], word: null },
  { value: 'protectli', dmi: ['protectli'], word: 'protectli' },
  { value: 'huawei', dmi: ['huawei'], word: 'huawei' },
  { value: 'cisco', dmi: ['cisco systems inc', 'cisco systems'], word: null },
  { value: 'razer', dmi: ['razer'], word: null },
  { value: 'quanta', dmi: ['quanta'], word: null },
  { value: 'raspberry-pi', dmi: ['raspberry pi'], word: null },
];

/** What virtual machines say in the same place. */
export const virtualMakers: ReadonlyMap<string, string> = new Map([
  ['xen hvm domu', 'xen'],
  ['xen', 'xen'],
  ['qemu', 'kvm'],
  ['kvm', 'kvm'],
  ['red hat kvm', 'kvm'],
  ['openstack', 'kvm'],
  ['nutanix', 'kvm'],
  ['digitalocean', 'kvm'],
  ['hetzner vserver', 'kvm'],
  ['vmware', 'vmware'],
  ['innotek gmbh', 'virtualbox'],
  ['oracle corporation virtualbox', 'virtualbox'],
  ['microsoft corporation virtual machine', 'hyper-v'],
  ['google', 'gce'],
  // Only Nitro calls itself so; the older instances say Xen.
  ['amazon ec2', 'nitro'],
]);

/** A product line: its word, its maker, and the rest of the name behind the word in one group. */
export interface ProductLine {
  readonly word: string;
  readonly maker: string;
  readonly rest: RegExp;
  /** Name in values when it differs from the word. */
  readonly name?: string;
}

const PC = '\\s+(?:rugged |tower |micro |sff |mini |mobile |workstation |rack |plus |extreme |edge )*';

export const productLines: readonly ProductLine[] = [
  { word: 'poweredge', maker: 'dell', rest: /\s+([a-z]{1,3}\d{3,4}(?:xd2?|xs|xa|n)?)\b/iy },
  { word: 'latitude', maker: 'dell', rest: new RegExp(`${PC}([a-z]?\\d{3,4}[a-z]?)\\b`, 'iy') },
  {
    word: 'optiplex',
    maker: 'dell',
    rest: new RegExp(`${PC}(?:gx\\s?)?([a-z]{0,2}\\d{3,4}[a-z]{0,2})\\b`, 'iy'),
  },
  { word: 'precision', maker: 'dell', rest: new RegExp(`${PC}([tmr]?\\d{4}[a-z]?)\\b`, 'iy') },
  {
    word: 'xps',
    maker: 'dell',
    rest: /[\s-]+(\d{2}[\s(-]+(?:plus )?[l9]\w{3}\b|l\d{3}x|[m]?\d{4}\b|1[3-7]\b)/iy,
  },
  {
    word: 'inspiron',
    maker: 'dell',
    rest: /[\s-]+(\d{2}[\s-]+(?:plus )?[a-z]?\d{4}[a-z]?|[a-z]?\d{3,4}[a-z]?)\b/iy,
  },
  { word: 'vostro', maker: 'dell', rest: /\s+(\d{3,4}[a-z]?)\b/iy },
  { word: 'alienware', maker: 'dell', rest: /\s+([a-z]?\d{2}[a-z]?(?: r\d)?|aurora(?: r\d{1,2})?|x51)\b/iy },
  {
    word: 'proliant',
    maker: 'hp',
    rest: /\s+((?:[a-z]{2}\d{2,4}[a-z]?|microserver)(?:\s+(?:gen\s?\d{1,2}|g\d))?(?:\s+plus)?)/iy,
  },
  { word: 'elitebook', maker: 'hp', rest: /\s+(\w?\d{3,4}\w?(?:\s+g\d{1,2})?)\b/iy },
  { word: 'probook', maker: 'hp', rest: /\s+(\w?\d{3,4}\w?(?:\s+g\d{1,2})?)\b/iy },
  { word: 'zbook', maker: 'hp', rest: /\s+((?:firefly |fury |power |studio )?\d{2}\w?(?:\s+g\d{1,2})?)\b/iy },
  { word: 'elitedesk', maker: 'hp', rest: /\s+(\d{3}(?:\s+g\d{1,2})?)\b/iy },
  { word: 'prodesk', maker: 'hp', rest: /\s+(\d{3}(?:\s+g\d{1,2})?)\b/iy },
  { word: 'pavilion', maker: 'hp', rest: /\s+((?:laptop |gaming |notebook )?\w[\w-]{2,12})\b/iy },
  {
    word: 'thinkpad',
    maker: 'lenovo',
    rest: /\s+((?:x1(?:\s+(?:carbon|yoga|extreme|nano|tablet))?|[a-z]{1,2}\d{1,4}[a-z]{0,2})(?:\s+(?:gen\s?\d{1,2}|yoga|\dth gen))?)\b/iy,
  },
  { word: 'thinkcentre', maker: 'lenovo', rest: /\s+([a-z]\d{2,4}\w{0,2})\b/iy },
  { word: 'thinkstation', maker: 'lenovo', rest: /\s+([a-z]\d{2,4}\w{0,2})\b/iy },
  { word: 'thinkserver', maker: 'lenovo', rest: /\s+([a-z]{2}\d{3})\b/iy },
  { word: 'thinksystem', maker: 'lenovo', rest: /\s+([a-z]{2}\d{3})\b/iy },
  { word: 'ideapad', maker: 'lenovo', rest: /\s+([\w-]{1,10}\d[\w-]{0,8})\b/iy },
  { word: 'macbook', maker: 'apple', rest: /\s*((?:pro|air)(?:\s?\d{1,2},\d)?|\d{1,2},\d)\b/iy },
  { word: 'macbookpro', maker: 'apple', rest: /(\d{1,2},\d)/iy, name: 'macbook pro' },
  { word: 'imac', maker: 'apple', rest: /\s*(\d{1,2},\d|pro)\b/iy },
  { word: 'zenbook', maker: 'asus', rest: /\s+([a-z]{2}\d{3,4}\w{0,3})\b/iy },
  { word: 'vivobook', maker: 'asus', rest: /\s+([\w-]{0,6}\d[\w-]{1,8})\b/iy },
  { word: 'nuc', maker: 'intel', rest: /[\s-]*((?:nuc)?\d{1,2}[a-z0-9]{0,8})\b/iy },
  { word: 'librem', maker: 'purism', rest: /\s+(\d{2}|mini|14|key)\b/iy },
];

/** A report of a given size: prose, then the boot log of a Xen guest. */

const prose = [
  'After the update the guest does not find its root file system any more and drops into the emergency shell.',
  'The host runs Xen 4.15 and the same image starts on KVM. Nothing else was changed on the machine.',
  '',
  '```',
].join('\n');

const logLines = [
  'Linux version 5.14.0-12.fc35.x86_64 (mockbuild@build) (gcc version 11.2.1) #1 SMP',
  'Command line: BOOT_IMAGE=/vmlinuz root=UUID=7d1f ro console=ttyS0',
  'BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable',
  'Hypervisor detected: Xen HVM',
  'ACPI: PCI Root Bridge [PCI0] (domain 0000 [bus 00-ff])',
  'pci 0000:00:03.0: [5853:0001] type 00 class 0xff8000',
  'systemd[1]: Reached target Local File Systems (Pre).',
  'audit: type=1130 audit(1631.22:5): pid=1 uid=0 msg=unit=systemd-journald comm="systemd" res=success',
];

/** Exactly `bytes` ASCII characters; the same every time. */
export function textOfSize(bytes: number): string {
  const parts = [prose];
  let size = prose.length;
  for (let at = 0; size < bytes; at += 1) {
    const line = `\n[${(at / 97).toFixed(6).padStart(12)}] ${logLines[at % logLines.length] ?? ''}`;
    parts.push(line);
    size += line.length;
  }
  return parts.join('').slice(0, bytes);
}

/** The dozen reports that the demo files: the four known problems, look-alikes of them, and ordinary noise. */

export interface DemoReport {
  readonly title: string;
  readonly body: string;
}

/** Our own wording throughout; the logs are invented, their formats are real. */
export const demoReports: readonly DemoReport[] = [
  {
    title: 'Installer sees no disk in a Xen HVM guest',
    body: `### What happened?

The installer starts fine in an HVM guest but the partitioner says there is no disk to install on. The network card is missing as well.
The same ISO installs on a KVM host next to it.

### Log

\`\`\`
[    0.000000] Linux version 3.0.0-12-generic (gcc version 4.6.1) #20
[    0.000000] Hypervisor detected: Xen HVM
[    0.000000] Xen version 4.1.
[    0.000000] Xen Platform PCI: I/O protocol version 1
[    0.000000] Blkfront and the Xen platform PCI driver have been compiled for this kernel: unplug emulated disks.
[   14.331022] modprobe: FATAL: Module xen-blkfront not found.
[   14.331901] modprobe: FATAL: Module xen-platform-pci not found.
[   31.002177] xenbus_probe_frontend: Device with no driver: device/vbd/768
[   31.002181] xenbus_probe_frontend: Device with no driver: device/vif/0
\`\`\`

### Versions

Xen 4.1.2, kernel 3.0.0-12-generic
`,
  },
  {
    title: 'New kernel drops into dracut emergency shell, /dev/xvda2 does not exist (Xen)',
    body: `After the update to 5.14 my HVM domU no longer finds its root file system. Going back to 5.13 works.

\`\`\`
[    0.000000] Linux version 5.14.0-0.rc6.46.fc35.x86_64 (mockbuild@build) #1 SMP
[    0.000000] Hypervisor detected: Xen HVM
[    1.204455] xenbus_probe_frontend: Device with no driver: device/vbd/51712
dracut-initqueue[431]: Warning: dracut-initqueue timeout - starting timeout scripts
dracut-initqueue[431]: Warning: /dev/xvda2 does not exist
Generating "/run/initramfs/rdsosreport.txt"
\`\`\`

\`lsinitrd | grep xen\` shows no xen-blkfront in the new image. It was there in the old one. Host is Xen 4.15.
`,
  },
  {
    title: 'xl list and xm list disagree about the memory of the same domain',
    body: `Moved a host from xend to xl yesterday and the numbers do not match any more.

    # xm list
    Name                                        ID   Mem VCPUs      State   Time(s)
    Domain-0                                     0  1024     4     r-----    310.2
    web01                                        3  2048     2     -b----     71.9

    # xl list
    Name                                        ID   Mem VCPUs      State   Time(s)
    Domain-0                                     0  1009     4     r-----     311.0
    web01                                        3  2053     2     -b----      72.3

Which of the two is right, and where did the difference go? Xen 4.1.2, dom0 kernel 3.1.0-7.fc16.
`,
  },
  {
    title: 'Half of the dom0 memory is gone after upgrading from 2.6.32 to 3.2',
    body: `I upgraded dom0 from the classic 2.6.32-xen kernel to 3.2.0-24-generic. The hypervisor line is still \`dom0_mem=2G\`.
With the old kernel \`free -m\` in dom0 showed about 1980 MB in total, now it shows 1420 MB. \`xl list\` says Domain-0 has 2048.
Nothing else changed, the machine has 64 GB. Where has the memory gone?
`,
  },
  {
    title: 'kexec hangs on EC2 t2.medium',
    body: `We reboot our build machines with kexec to save time. On t2.medium (Xen, PV on HVM) the second kernel never comes up. The console stops after

\`\`\`
[  512.118112] kexec_core: Starting new kernel
[    0.000000] Linux version 4.1.13-18.26.amzn1.x86_64
[    0.000000] DMI: Xen HVM domU, BIOS 4.2.amazon 12/09/2015
[    0.000000] Hypervisor detected: Xen
[    1.010121] xenbus: probing
\`\`\`

and the instance has to be stopped from the console. On c5.large the same image does it without trouble.
`,
  },
  {
    title: 'PowerEdge R740 does not reboot under Xen, hangs with invalid opcode',
    body: `A plain \`reboot\` in dom0 never reaches the firmware on our Dell PowerEdge R740 (UEFI boot):

\`\`\`
(XEN) Hardware Dom0 shutdown: rebooting machine
(XEN) ----[ Xen-4.10.1  x86_64  debug=n   Not tainted ]----
(XEN) CPU:    0
(XEN) RIP:    e008:[<0000000000000017>] 0000000000000017
(XEN) Panic on CPU 0:
(XEN) FATAL TRAP: vector = 6 (invalid opcode)
(XEN) Reboot in five seconds...
\`\`\`

BIOS 1.3.7. A power cycle is needed each time.
`,
  },
  {
    title: 'Latitude E6420 stops at "Loading initial ramdisk" since 6.6',
    body: `### Hardware
Dell Latitude E6420, BIOS A25, UEFI boot, no secure boot

### What happens
Since the update from 6.5.12 to 6.6.1 the laptop does not boot. The screen shows

    Loading Linux 6.6.1-arch1-1 ...
    Loading initial ramdisk ...

and nothing follows. 6.5.12 from the same menu boots.
`,
  },
  {
    title: 'Dell XPS 13: touchpad dead after suspend',
    body: `Since 6.1 the touchpad of my Dell XPS 13 9310 does not come back after suspend. Booting and everything else works.
\`i2c_hid_acpi i2c-DELL0A36:00: failed to set a report to device\` shows up in dmesg after each resume.
`,
  },
  {
    title: 't3.small: "modprobe: could not insert xen_blkfront: No such device" in the boot log',
    body: `Every boot of our t3.small prints this line:

    modprobe: ERROR: could not insert 'xen_blkfront': No such device

The instance boots and works, root is on /dev/nvme0n1p1. Can the message be silenced?
`,
  },
  {
    title: 'Add a column with the total to the usage page',
    body: 'It would help to see the sum below the table on the usage page. Happy to send a pull request if you agree.',
  },
  {
    title: 'TypeError: Cannot read properties of undefined (reading "map")',
    body: `\`\`\`
TypeError: Cannot read properties of undefined (reading 'map')
    at Sidebar (webpack-internal:///./src/components/Sidebar.tsx:41:23)
    at renderWithHooks (react-dom.development.js:14985:18)
\`\`\`
Happens when I open the settings without being signed in. Chrome 126.
`,
  },
  {
    title: 'Documentation: which kernel options does a Xen guest need?',
    body: 'The wiki page lists CONFIG_XEN_PVHVM and CONFIG_XEN_BLKDEV_FRONTEND. Are there others for current kernels? I do not have a problem, I would like to extend the page.',
  },
];

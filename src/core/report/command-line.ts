/** Recognises what a person typed at a prompt. */

/** Commands that a report about a kernel, a hypervisor or an installation shows; needed where `#` may be a comment. */
const COMMANDS: ReadonlySet<string> = new Set(
  `acpidump apt apt-get aptitude blkdiscard blkid blockdev brctl btrfs cat cd chroot cp cpupower crash curl dd depmod
   dmesg dmidecode dmsetup dnf docker dpkg dpkg-query dracut echo efibootmgr ethtool fdisk fio free fstrim gcc gdb git
   grep grub-install grub-mkconfig grub2-mkconfig grubby gunzip hdparm head hostnamectl hwinfo ifconfig insmod iostat ip
   iperf iperf3 journalctl kdumpctl kexec kill kubectl less ln losetup ls lsblk lscpu lshw lsinitramfs lsinitrd lsmod
   lspci lsusb lvconvert lvcreate lvdisplay lvm lvs make man mdadm mkdir mkfs mkfs.ext4 mkinitcpio mkinitramfs mkinitrd
   modinfo modprobe more mount mpstat mv nano netstat nixos-rebuild nmcli nproc numactl nvme openssl pacman parted
   perf ping poweroff ps pvs qemu-img qubes-dom0-update qvm-ls qvm-pci qvm-prefs qvm-run qvm-start reboot rm rmmod
   rpm scp sed service sg_unmap sgdisk shutdown smartctl ss ssh stat strace su sudo swapoff swapon sysctl systemctl
   systemd-analyze systemd-detect-virt tail tar tcpdump tee top touch tree tune2fs udevadm umount uname unzip
   update-grub update-grub2 update-initramfs uptime vgs vi vim virsh virt-install virt-what vmstat wdctl wget xe xen-detect
   xenpm xenstore-list xenstore-ls xenstore-read xenstore-write xentop xl xm xzcat yum zcat zfs zgrep zpool zypper`.split(
    /\s+/,
  ),
);

const PROMPTS =
  /^(?:\[[\w.-]{1,40}@[\w.-]{1,80}(?: [^\]\s]{1,200})?\] ?[#$%]|\(?[\w.-]{1,40}@[\w.-]{1,80}\)?:? ?[^\s$#%]{0,200} ?[#$%](?= )|(?:[\w.-]{1,40}:)?[~/][\w./~-]{0,200} ?[#$%](?= )|(?:ba|z|k)?sh-\d[\w.]{0,10}[#$]|(?:dom0|root|host)[:~ ]{0,3}[#$](?= )|>>>(?= )|PS [A-Z]:\\[^>]{0,200}>|[A-Z]:\\[^>]{0,200}>) *(.*)$/;

/**
 * The command that a trimmed line shows being typed, without its prompt; null when the line is no command. A `#` is
 * taken for root's prompt only before a command that is known, because it also begins comments and headings.
 */
export function typedCommand(text: string): string | null {
  const first = text.charCodeAt(0);
  if (first === 0x24) return dollarCommand(text);
  if (first === 0x23 || first === 0x25) {
    if (text.charCodeAt(1) !== 0x20) return null;
    const command = text.slice(2).trim();
    return isKnownCommand(command) ? command : null;
  }
  if (!mayBePrompt(text, first)) return null;
  const command = PROMPTS.exec(text)?.[1];
  return command === undefined || command === '' ? null : command;
}

/** Whether a line without a prompt begins with a command that is known: the only thing a ```` ```sh ```` block may have. */
export function isKnownCommand(text: string): boolean {
  const word = /^(?:sudo (?:-\w+ )*)?([a-z][\w.+-]{0,30})(?: |$)/.exec(text.slice(0, 80))?.[1];
  return word !== undefined && COMMANDS.has(word);
}

function dollarCommand(text: string): string | null {
  const command = /^\$ +([\w./~"'([{!:].*)$/.exec(text)?.[1];
  return command ?? null;
}

/** A cheap look before the pattern, for every line of a log passes here. */
function mayBePrompt(text: string, first: number): boolean {
  // Kernel lines begin `[ ` or `[0`; a prompt begins `[user@`.
  if (first === 0x5b || first === 0x28)
    return isLetter(text.charCodeAt(1)) && text.slice(1, 60).includes('@');
  if (first === 0x3e) return text.startsWith('>>> ');
  if (first === 0x7e || first === 0x2f) return /^[~/][\w./~-]{0,200} ?[#$%] /.test(text);
  if (!isLetter(first)) return false;
  for (let i = 1; i < text.length && i < 60; i += 1) {
    const code = text.charCodeAt(i);
    // `@` of user@host, `:` of host:~ #, `-` of sh-4.2#, `\` of C:\, `#` of dom0 #.
    if (code === 0x40 || code === 0x23 || code === 0x24 || code === 0x5c) return true;
    if (code === 0x3a) return /^:(?:\\|[~/][^\s]{0,200} ?[#$%] )/.test(text.slice(i));
    if (code === 0x20) return /^(?:dom0|root|host|PS) [#$A-Z]/.test(text);
  }
  return false;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

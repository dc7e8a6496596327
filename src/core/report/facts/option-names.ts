/** Boot options by name: Xen's, Linux's, and those that both know. */

export type OptionOwner = 'xen' | 'linux' | 'both';

function owned(owner: OptionOwner, names: string): [string, OptionOwner][] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, owner]);
}

/** Options that take a value. */
export const optionOwners: ReadonlyMap<string, OptionOwner> = new Map([
  ...owned(
    'xen',
    `altp2m com1 com2 conring_size conswitch console_timestamps cpufreq credit2_runqueue dom0 dom0-iommu dom0-cpuid dom0_max_vcpus dom0_mem dom0_nodes
     dom0_vcpus_pin dom0pvh ept gnttab gnttab_max_frames gnttab_max_maptrack_frames guest_loglvl hap hpet_broadcast
     invpcid ivrs_hpet ivrs_ioapic loglvl max_cstate max_gsi_irqs maxcpus_xen noreboot pcid psr pv-l1tf pv-linear-pt rtc sched
     sched-gran sched_credit_tslice_ms smt spec-ctrl sync_console tmem ucode vcpu_migration_delay vpid vpmu vtd x2apic xpti xsave`,
  ),
  ...owned(
    'linux',
    `acpi_backlight acpi_enforce_resources acpi_osi acpi_rev_override amd_iommu amd_pstate amdgpu.dc blacklist cgroup_enable crashkernel_high
     default_hugepagesz drm.debug earlycon earlyprintk hugepages hugepagesz i915.enable_psr i915.modeset i8042.nomux initcall_debug initrd
     intel_idle.max_cstate intel_iommu intel_pstate isolcpus libata.force mce mem_encrypt mem_sleep_default memmap mitigations
     modprobe.blacklist module_blacklist net.ifnames nouveau.modeset nvme_core.default_ps_max_latency_us nvidia-drm.modeset numa pcie_aspm
     pcie_ports plymouth.enable processor.max_cstate pti radeon.modeset rcu_cpu_kthread rd.blacklist rd.break rd.driver.blacklist rd.driver.pre
     rd.qubes.hide_all_usb rd_NO_PLYMOUTH retain_initrd root_delay rootdelay rootflags scsi_mod.scan scsi_mod.use_blk_mq snd_hda_intel.dmic_detect
     spectre_v2 swiotlb systemd.unit transparent_hugepage tsx usbcore.autosuspend video xen-blkfront.max xen_blkfront.max xen_emul_unplug
     xen_netfront.max_queues xen_nopv xen-pciback.hide xen_pciback.hide xen.balloon_boot_timeout zswap.enabled dis_ucode_ldr nvme.poll_queues`,
  ),
  ...owned(
    'both',
    'acpi acpi_skip_timer_override apic clocksource console cpuidle crashkernel edd efi hpet idle iommu lapic maxcpus mem mmcfg msi nmi nr_cpus pci reboot tsc vga watchdog',
  ),
]);

/** Options that stand alone. */
export const optionFlags: ReadonlyMap<string, OptionOwner> = new Map([
  ...owned(
    'xen',
    'noexitboot mapbs dom0_vcpus_pin no-real-mode noreboot sync_console no-hap no-bootscrub iommu_inclusive_mapping',
  ),
  ...owned(
    'linux',
    'nomodeset irqpoll irqfixup noefi nolapic nokaslr nopti noresume nospectre_v2 xen_nopv xen_nopvspin nopvspin retain_initrd noibrs nox2apic noxsave nowatchdog pci=nomsi',
  ),
  ...owned('both', 'noapic nosmp'),
]);

/** What every command line has and no problem hangs on, or what names one machine only. */
export const machineOwn =
  /^(?:BOOT_IMAGE|root|ro|rw|quiet|splash|rhgb|resume|resume_offset|rd\.(?:lvm|luks|md|dm|live|shell|retry)\S*|LANG|SYSFONT|KEYTABLE|vconsole\.\S+|locale\.\S+|initrd|placeholder|---|--|\$\S*|plymouth\S*|rootfstype|rootflags|cryptdevice|zfs|luks\.\S+|systemd\.machine_id|inst\.\S+|boot|init)(?:=.*)?$/;

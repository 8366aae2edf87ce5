#include "audit/testing/linux_machine.h"

#include <zlib.h>

#include "audit/testing/journal_builder.h"

namespace niem::audit {
namespace {

// 2026-05-03 13:15:30 UTC, 20:15:30 in Hà Nội.
constexpr uint64_t kPlugged = 1'777'814'130'000'000;
constexpr uint64_t kSecond = 1'000'000;

std::string Gzip(const std::string& text) {
  z_stream stream{};
  std::string out(text.size() + 1024, '\0');
  if (deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  (void)deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Lines of the year before last and of the last, with the turn of the year between them.
constexpr const char* kOldKernelLog =
    "Dec 30 08:00:00 soan-thao-02 kernel: [    5.1] usb 1-2: New USB device found, idVendor=0951, "
    "idProduct=1666, bcdDevice= 1.10\n"
    "Dec 30 08:00:00 soan-thao-02 kernel: [    5.1] usb 1-2: Product: DataTraveler 3.0\n"
    "Dec 30 08:00:00 soan-thao-02 kernel: [    5.1] usb 1-2: Manufacturer: Kingston\n"
    "Dec 30 08:00:00 soan-thao-02 kernel: [    5.1] usb 1-2: SerialNumber: "
    "E0D55EA573FCF3A0F8230A11\n"
    "Dec 30 08:00:01 soan-thao-02 kernel: [    5.2] usb-storage 1-2:1.0: USB Mass Storage device "
    "detected\n"
    "Dec 30 08:30:00 soan-thao-02 kernel: [ 1805.0] usb 1-2: USB disconnect, device number 4\n"
    "Jan  4 09:00:00 soan-thao-02 kernel: [    4.9] Linux version 6.1\n";

constexpr int64_t kOldWritten = 1'767'492'000;  // 2026-01-04 02:00:00 UTC

std::string Documents() {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xbel version=\"1.0\">\n"
         "  <bookmark href=\"file:///media/lan/KINGSTON/du%20th%E1%BA%A3o.odt\" "
         "added=\"2026-05-03T13:20:00Z\" modified=\"2026-05-03T13:20:00Z\" "
         "visited=\"2026-05-03T13:25:00.123456Z\">\n    <info><metadata "
         "owner=\"http://freedesktop.org\"><bookmark:applications><bookmark:application "
         "name=\"LibreOffice 7.4\" exec=\"x\"/></bookmark:applications></metadata></info>\n"
         "  </bookmark>\n"
         "  <bookmark href=\"file:///home/lan/ghi.txt\" added=\"2026-05-03T13:30:00Z\" "
         "visited=\"2026-05-03T13:30:00Z\"></bookmark>\n</xbel>\n";
}

}  // namespace

std::string ConstructedJournal() {
  const uint64_t at = kPlugged;
  return BuildJournal({
      KernelSays(at,
                 "usb 1-1: New USB device found, idVendor=0781, idProduct=5580, bcdDevice= "
                 "1.00"),
      KernelSays(at + 1000, "usb 1-1: New USB device strings: Mfr=1, Product=2, SerialNumber=3"),
      KernelSays(at + 1001, "usb 1-1: Product: Extreme"),
      KernelSays(at + 1002, "usb 1-1: Manufacturer: SanDisk"),
      KernelSays(at + 1003, "usb 1-1: SerialNumber: AA010215170355310594"),
      KernelSays(at + 2000, "usb-storage 1-1:1.0: USB Mass Storage device detected"),
      KernelSays(at + 2001, "scsi host6: usb-storage 1-1:1.0"),
      KernelSays(at + kSecond,
                 "scsi 6:0:0:0: Direct-Access     SanDisk  Extreme          0001 "
                 "PQ: 0 ANSI: 6"),
      KernelSays(at + kSecond + 10,
                 "sd 6:0:0:0: [sdb] 121110528 512-byte logical blocks: (62.0 "
                 "GB/57.8 GiB)"),
      ProgramSays(at + 3 * kSecond, "udisksd",
                  "Mounted /dev/sdb1 at /media/lan/ESD-USB on behalf of uid 1000"),
      KernelSays(at + 1800 * kSecond, "usb 1-1: USB disconnect, device number 5"),
      KernelSays(at + 2000 * kSecond,
                 "usb 1-3: New USB device found, idVendor=04e8, idProduct=6863, bcdDevice= 4.00"),
      KernelSays(at + 2000 * kSecond + 5, "usb 1-3: SerialNumber: R58M123ABCD"),
      KernelSays(at + 2000 * kSecond + 9,
                 "rndis_host 1-3:1.0 usb0: register 'rndis_host' at usb-0000:00:14.0-3, RNDIS "
                 "device, 02:11:22:33:44:55"),
      ProgramSays(at + 2100 * kSecond, "wpa_supplicant",
                  "wlp2s0: Trying to associate with 02:aa:bb:cc:dd:ee (SSID='NHA NGHI 1' "
                  "freq=2412 MHz)"),
      ProgramSays(at + 2101 * kSecond, "wpa_supplicant",
                  "wlp2s0: CTRL-EVENT-CONNECTED - Connection to 02:aa:bb:cc:dd:ee completed [id=0 "
                  "id_str=]"),
      ProgramSays(at + 2102 * kSecond, "NetworkManager",
                  "<info>  [1777816232.1] device (wlp2s0): Activation: successful, device "
                  "activated."),
      ProgramSays(at + 2103 * kSecond, "NetworkManager",
                  "<info>  [1777816233.1] manager: NetworkManager state is now CONNECTED_GLOBAL"),
      ProgramSays(at + 2110 * kSecond, "systemd-timesyncd",
                  "Contacted time server 185.125.190.58:123 (ntp.ubuntu.com)."),
      ProgramSays(at + 2120 * kSecond, "zalo", "usb 1-9: New USB device found, idVendor=dead"),
  });
}

std::map<std::string, BuiltFile> ConstructedLinux() {
  const std::string uuid = "11111111-2222-3333-4444-555555555555",
                    gone = "99999999-2222-3333-4444-555555555555";
  return {
      {"etc/hostname", {"soan-thao-02\n"}},
      {"etc/machine-id", {"0123456789abcdef0123456789abcdef\n"}},
      {"etc/os-release",
       {"PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"\n"}},
      {"var/lib/dpkg/status",
       {"Package: telegram-desktop\nStatus: install ok installed\n\nPackage: anydesk\nStatus: "
        "deinstall ok config-files\n"}},
      {"var/log/journal/0123456789abcdef0123456789abcdef/system.journal", {ConstructedJournal()}},
      {"var/log/kern.log.2.gz", {Gzip(kOldKernelLog), kOldWritten}},
      {"var/log/apt/history.log",
       {"\nStart-Date: 2026-05-03  20:40:00\nCommandline: apt upgrade\nRequested-By: lan (1000)\n"
        "Upgrade: curl:amd64 (7.88.1-10, 7.88.1-11), libc6:amd64 (2.36-8, 2.36-9)\nEnd-Date: "
        "2026-05-03  20:41:00\n"}},
      {"etc/NetworkManager/system-connections/nha.nmconnection",
       {"[connection]\nid=NHA NGHI 1\nuuid=" + uuid +
        "\ntype=wifi\n[wifi]\nssid=NHA NGHI 1\n"
        "[wifi-security]\npsk=bi-mat-wifi\n"}},
      {"var/lib/NetworkManager/timestamps",
       {"[timestamps]\n" + uuid + "=1777816232\n" + gone + "=1770000000\n"}},
      {"var/lib/NetworkManager/seen-bssids", {"[seen-bssids]\n" + uuid + "=02:AA:BB:CC:DD:EE,\n"}},
      {"var/lib/NetworkManager/internal-" + uuid + "-wlp2s0.lease",
       {"# This is private data. Do not parse.\nADDRESS=192.168.1.23\nROUTER=192.168.1.1\n",
        1'777'816'233}},
      {"home/lan/.local/share/recently-used.xbel", {Documents()}},
      {"home/lan/.local/share/TelegramDesktop/tdata/x", {""}},
      {"home/lan/.local/share/gvfs-metadata/uuid-3C61-09A4", {"x"}},
      {"etc/usbguard/rules.conf",
       {"allow id 0781:5580 serial \"AA010215170355310594\" name \"Extreme\" hash \"x\" "
        "with-interface 08:06:50\n"}},
  };
}

BuiltRunning ConstructedRunning() {
  const std::string usb = "sys/devices/pci0000:00/0000:00:14.0/usb1/";
  const std::string drive = usb + "1-1/", phone = usb + "1-3/", wifi = "sys/devices/wlp2s0/";
  BuiltRunning now;
  now.files = {
      {drive + "idVendor", "0781\n"},
      {drive + "idProduct", "5580\n"},
      {drive + "serial", "AA010215170355310594\n"},
      {drive + "product", "Extreme\n"},
      {drive + "manufacturer", "SanDisk\n"},
      {drive + "bDeviceClass", "00\n"},
      {drive + "1-1:1.0/bInterfaceClass", "08\n"},
      {drive + "1-1:1.0/bInterfaceSubClass", "06\n"},
      {drive + "1-1:1.0/bInterfaceProtocol", "50\n"},
      {drive + "1-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb/size", "121110528\n"},
      {drive + "1-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb/dev", "8:16\n"},
      {drive + "1-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb/sdb1/dev", "8:17\n"},
      {phone + "idVendor", "04e8\n"},
      {phone + "idProduct", "6860\n"},
      {phone + "serial", "R58M123ABCD\n"},
      {phone + "product", "SAMSUNG_Android\n"},
      {phone + "bDeviceClass", "00\n"},
      {phone + "1-3:1.0/bInterfaceClass", "ff\n"},
      {phone + "1-3:1.0/bInterfaceSubClass", "ff\n"},
      {phone + "1-3:1.0/bInterfaceProtocol", "00\n"},
      {phone + "1-3:1.0/interface", "MTP\n"},
      {usb + "idVendor", "1d6b\n"},
      {usb + "idProduct", "0002\n"},
      {usb + "bDeviceClass", "09\n"},
      {"run/udev/data/b8:17",
       "S:disk/by-label/ESD-USB\nE:ID_FS_UUID=3C61-09A4\n"
       "E:ID_FS_LABEL=ESD-USB\n"},
      {"proc/mounts", "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/lan/ESD-USB vfat rw 0 0\n"},
      {"proc/sys/kernel/hostname", "soan-thao-02\n"},
      {"sys/class/dmi/id/sys_vendor", "FPT\n"},
      {"sys/class/dmi/id/product_serial", "SN-0001\n"},
      {"proc/4242/comm", "telegram-deskto\n"},
      {"proc/1/comm", "systemd\n"},
      {wifi + "operstate", "up\n"},
      {wifi + "uevent", "DEVTYPE=wlan\nINTERFACE=wlp2s0\n"},
      {wifi + "phy80211/index", "0\n"},
      {"proc/net/route",
       "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
       "wlp2s0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
       "wlp2s0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"},
      {"proc/net/fib_trie",
       "Main:\n  +-- 0.0.0.0/0 3 0 5\n        |-- 192.168.1.23\n           /32 host LOCAL\n"
       "     +-- 127.0.0.0/8 2 0 2\n           |-- 127.0.0.1\n              /32 host LOCAL\n"},
      {"proc/net/tcp",
       "  sl  local_address rem_address   st tx_queue\n"
       "   0: 0100007F:0277 00000000:0000 0A 00000000:00000000\n"
       "   1: 1701A8C0:C350 3ABE7DB9:01BB 01 00000000:00000000\n"
       "   2: 1701A8C0:C351 0201A8C0:01BD 01 00000000:00000000\n"},
  };
  const std::string up = "../../../";
  now.links = {
      {"sys/bus/usb/devices/1-1", up + "devices/pci0000:00/0000:00:14.0/usb1/1-1"},
      {"sys/bus/usb/devices/1-3", up + "devices/pci0000:00/0000:00:14.0/usb1/1-3"},
      {"sys/bus/usb/devices/usb1", up + "devices/pci0000:00/0000:00:14.0/usb1"},
      {"sys/block/sdb",
       "../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb"},
      {drive + "1-1:1.0/driver", "../../../../../../bus/usb/drivers/usb-storage"},
      {"sys/class/net/wlp2s0", "../../devices/wlp2s0"},
  };
  return now;
}

}  // namespace niem::audit

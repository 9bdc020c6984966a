/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/nvidia_smi_priv.h"

#include <assert.h>

#include "base/number.h"

#define AT(member) offsetof(vb_card_claim, member), 0
#define PAIR(device, vendor) offsetof(vb_card_claim, device), offsetof(vb_card_claim, vendor)

/* The labels as drivers 352 to 600 print them, the elements as dtd v8 to v13 name them. Two rows may fill one field:
 * "Power Readings" became "GPU Power Readings" with driver 535. Paths are exact, so the memory of a MIG slice
 * ("MIG Device/FB Memory Usage/Total") is not taken for the memory of the card. */
const vb_smi_field vb_smi_fields[] = {
    {"Product Name", "product_name", VB_SMI_TEXT, AT(name)},
    {"Product Architecture", "product_architecture", VB_SMI_TEXT, AT(architecture)},
    {"MIG Mode/Current", "mig_mode.current_mig", VB_SMI_TEXT, AT(mig_mode)},
    {"Serial Number", "serial", VB_SMI_IDENTITY, AT(serial)},
    {"GPU UUID", "uuid", VB_SMI_IDENTITY, AT(uuid)},
    {"GPU PDI", "pdi", VB_SMI_IDENTITY, AT(pdi)},
    {"Minor Number", "minor_number", VB_SMI_TEXT, AT(minor_number)},
    {"VBIOS Version", "vbios_version", VB_SMI_IDENTITY, AT(vbios)},
    {"Board ID", "board_id", VB_SMI_TEXT, AT(board_id)},
    {"Board Part Number", "board_part_number", VB_SMI_IDENTITY, AT(board_part)},
    {"GPU Part Number", "gpu_part_number", VB_SMI_IDENTITY, AT(gpu_part)},
    {"Inforom Version/Image Version", "inforom_version.img_version", VB_SMI_IDENTITY, AT(inforom)},
    {"GPU Virtualization Mode/Virtualization Mode", "gpu_virtualization_mode.virtualization_mode", VB_SMI_TEXT,
     AT(virtualization)},
    {"PCI/Device Id", "pci.pci_device_id", VB_SMI_PCI, PAIR(pci_device, pci_vendor)},
    {"PCI/Sub System Id", "pci.pci_sub_system_id", VB_SMI_PCI, PAIR(subsystem_device, subsystem_vendor)},
    {"PCI/GPU Link Info/PCIe Generation/Max", "pci.pci_gpu_link_info.pcie_gen.max_link_gen", VB_SMI_COUNT,
     AT(pcie_generation_max)},
    {"PCI/GPU Link Info/Link Width/Max", "pci.pci_gpu_link_info.link_widths.max_link_width", VB_SMI_COUNT,
     AT(pcie_width_max)},
    {"FB Memory Usage/Total", "fb_memory_usage.total", VB_SMI_SIZE, AT(memory_total_bytes)},
    {"FB Memory Usage/Reserved", "fb_memory_usage.reserved", VB_SMI_SIZE, AT(memory_reserved_bytes)},
    {"BAR1 Memory Usage/Total", "bar1_memory_usage.total", VB_SMI_SIZE, AT(bar1_total_bytes)},
    {"Conf Compute Protected Memory Usage/Total", "cc_protected_memory_usage.total", VB_SMI_SIZE,
     AT(memory_protected_bytes)},
    {"ECC Mode/Current", "ecc_mode.current_ecc", VB_SMI_TEXT, AT(ecc)},
    {"Power Readings/Default Power Limit", "power_readings.default_power_limit", VB_SMI_POWER,
     AT(power_limit_default_mw)},
    {"Power Readings/Max Power Limit", "power_readings.max_power_limit", VB_SMI_POWER, AT(power_limit_max_mw)},
    {"GPU Power Readings/Default Power Limit", "gpu_power_readings.default_power_limit", VB_SMI_POWER,
     AT(power_limit_default_mw)},
    {"GPU Power Readings/Max Power Limit", "gpu_power_readings.max_power_limit", VB_SMI_POWER, AT(power_limit_max_mw)},
    {"Max Clocks/SM", "max_clocks.sm_clock", VB_SMI_CLOCK, AT(sm_clock_max_mhz)},
    {"Max Clocks/Memory", "max_clocks.mem_clock", VB_SMI_CLOCK, AT(memory_clock_max_mhz)},
};
const size_t vb_smi_n_fields = sizeof vb_smi_fields / sizeof *vb_smi_fields;
_Static_assert(sizeof vb_smi_fields / sizeof *vb_smi_fields <= VB_SMI_MAX_FIELDS, "room for every row");

uint32_t vb_smi_by_label(vb_str label) /* "Virtualization mode" of old drivers has a small m */
{
    for (size_t i = 0; i < vb_smi_n_fields; i++)
        if (vb_str_eq_nocase(vb_str_of(vb_smi_fields[i].label), label))
            return (uint32_t)i;
    return VB_NONE;
}

uint32_t vb_smi_by_path(vb_str path)
{
    for (size_t i = 0; i < vb_smi_n_fields; i++)
        if (vb_str_eq(vb_str_of(vb_smi_fields[i].path), path))
            return (uint32_t)i;
    return VB_NONE;
}

void vb_smi_card_start(vb_smi_card *c, uint32_t source, uint64_t offset, uint64_t line, vb_str bus_id)
{
    *c = (vb_smi_card){0};
    c->card.origin = (vb_origin){.offset = offset, .line = (uint32_t)line, .source = source};
    c->card.bus_id = bus_id;
    c->card.pci_vendor = c->card.pci_device = c->card.subsystem_vendor = c->card.subsystem_device = -1;
    c->card.memory_total_bytes = c->card.memory_reserved_bytes = c->card.bar1_total_bytes = -1;
    c->card.memory_protected_bytes = -1;
    c->card.power_limit_max_mw = c->card.power_limit_default_mw = -1;
    c->card.sm_clock_max_mhz = c->card.memory_clock_max_mhz = -1;
    c->card.pcie_generation_max = c->card.pcie_width_max = c->card.mig_instances = -1;
    c->card.item = VB_NONE;
}

bool vb_smi_unstated(vb_str v)
{
    static const char *const words[] = {"",
                                        "N/A",
                                        "Not Supported",
                                        "Not Available",
                                        "Not Applicable",
                                        "None",
                                        "Unknown",
                                        "Unknown Error",
                                        "ERR!",
                                        "Function Not Found",
                                        "Insufficient Permissions",
                                        "GPU is lost",
                                        "GPU requires reset",
                                        "No Data",
                                        "Invalid Argument",
                                        "Requested functionality has been deprecated"};
    v = vb_str_trim(v);
    if (v.n >= 2 && v.p[0] == '[' && v.p[v.n - 1] == ']') /* "[Not Supported]" */
        v = vb_str_trim(vb_str_sub(v, 1, v.n - 2));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (vb_str_eq_nocase(v, vb_str_of(words[i])))
            return true;
    return false;
}

/* Blanked out before it was handed on: REDACTED, XXXX, 0000000000000, GPU-00000000-0000-..., 000-00000-0000-000. Such a
 * value is not stated; taken as one it would make strangers look like clones. */
static bool masked(vb_str v)
{
    if (vb_str_contains_nocase(v, VB_S("redacted")) || vb_str_contains_nocase(v, VB_S("masked")) ||
        vb_str_contains_nocase(v, VB_S("removed")) || vb_str_contains_nocase(v, VB_S("hidden")))
        return true;
    if (vb_str_starts(v, VB_S("GPU-")))
        v = vb_str_sub(v, 4, v.n);
    for (size_t i = 0; i < v.n; i++)
        if (memchr("0xX*#-. ?<>[]", v.p[i], 13) == NULL)
            return false;
    return true;
}

static bool digits_first(vb_str v)
{
    return v.n > 0 && v.p[0] >= '0' && v.p[0] <= '9';
}

/* "24564 MiB": number, blank, unit. */
static void split_unit(vb_str v, vb_str *number, vb_str *unit)
{
    size_t i = 0;
    while (i < v.n && ((v.p[i] >= '0' && v.p[i] <= '9') || v.p[i] == '.'))
        i++;
    *number = vb_str_sub(v, 0, i);
    *unit = vb_str_trim(vb_str_sub(v, i, v.n));
}

static vb_code read_size(vb_str v, int64_t *out, vb_error *err)
{
    /* drivers before 331 wrote MB and meant 2^20 */
    static const struct {
        const char *name;
        unsigned shift;
    } units[] = {{"B", 0}, {"bytes", 0}, {"KiB", 10}, {"MiB", 20}, {"MB", 20}, {"GiB", 30}};
    vb_str number, unit;
    int64_t n;
    split_unit(v, &number, &unit);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!vb_str_eq_nocase(unit, vb_str_of(units[i].name)))
            continue;
        VB_TRY(vb_int_parse(number, 0, INT64_MAX >> units[i].shift, &n, err));
        *out = n << units[i].shift;
        return VB_OK;
    }
    return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "\"%.*s\" is no size; expected a number and MiB", VB_ARG(v));
}

static vb_code read_scaled(vb_str v, const char *unit_name, unsigned places, int64_t high, int64_t *out, vb_error *err)
{
    vb_str number, unit;
    split_unit(v, &number, &unit);
    if (!vb_str_eq_nocase(unit, vb_str_of(unit_name)))
        return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "\"%.*s\" has not the unit %s", VB_ARG(v), unit_name);
    return vb_decimal_parse(number, '.', places, 0, high, out, err);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "0x268410DE" or "268410DE": device in the high half. A device of 0 was blanked out ("000000DE"). */
static vb_code read_pci(vb_str v, int32_t *device, int32_t *vendor, vb_error *err)
{
    vb_str digits = vb_str_starts(v, VB_S("0x")) || vb_str_starts(v, VB_S("0X")) ? vb_str_sub(v, 2, v.n) : v;
    uint32_t n = 0;
    if (digits.n != 8)
        return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "\"%.*s\" is no PCI id; expected 0xDDDDVVVV", VB_ARG(v));
    for (size_t i = 0; i < 8; i++) {
        int d = hex_digit(digits.p[i]);
        if (d < 0)
            return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "\"%.*s\" is no PCI id; expected 0xDDDDVVVV", VB_ARG(v));
        n = n << 4 | (uint32_t)d;
    }
    if (n >> 16 == 0)
        return VB_OK;
    *device = (int32_t)(n >> 16);
    *vendor = (int32_t)(n & 0xffff);
    return VB_OK;
}

vb_code vb_smi_set(vb_smi_card *c, uint32_t field, vb_str value, vb_error *err)
{
    assert(field < vb_smi_n_fields);
    const vb_smi_field *f = &vb_smi_fields[field];
    char *base = (char *)&c->card;
    int64_t n;
    if (value.n > VB_SMI_MAX_VALUE)
        return vb_fail(err, VB_E_RANGE, f->label, VB_NO_OFFSET, "%s has %zu bytes; at most %d are read", f->label,
                       value.n, VB_SMI_MAX_VALUE);
    if (c->has[field]) {
        if (vb_str_eq(c->raw[field], value))
            return VB_OK;
        c->twice = true;
        return vb_fail(err, VB_E_USAGE, f->label, VB_NO_OFFSET, "%s is given twice, as \"%.*s\" and as \"%.*s\"",
                       f->label, VB_ARG(c->raw[field]), VB_ARG(value));
    }
    c->has[field] = true;
    c->raw[field] = value;
    bool word = f->kind == VB_SMI_TEXT && (f->offset == offsetof(vb_card_claim, virtualization) ||
                                           f->offset == offsetof(vb_card_claim, mig_mode));
    if (word && vb_str_eq_nocase(value, VB_S("None"))) { /* "None" is an answer here */
        memcpy(base + f->offset, &value, sizeof value);
        return VB_OK;
    }
    if (vb_smi_unstated(value))
        return VB_OK;
    switch (f->kind) {
    case VB_SMI_IDENTITY:
        if (masked(value))
            return VB_OK;
        memcpy(base + f->offset, &value, sizeof value);
        return VB_OK;
    case VB_SMI_TEXT:
        memcpy(base + f->offset, &value, sizeof value);
        return VB_OK;
    case VB_SMI_PCI: {
        int32_t device = -1, vendor = -1;
        if (masked(value))
            return VB_OK;
        VB_TRY(read_pci(value, &device, &vendor, err));
        memcpy(base + f->offset, &device, sizeof device);
        memcpy(base + f->second, &vendor, sizeof vendor);
        return VB_OK;
    }
    case VB_SMI_SIZE:
        if (!digits_first(value))
            return VB_OK;
        VB_TRY(read_size(value, &n, err));
        break;
    case VB_SMI_POWER:
        if (!digits_first(value))
            return VB_OK;
        VB_TRY(read_scaled(value, "W", 3, INT64_C(1000000000), &n, err));
        break;
    case VB_SMI_CLOCK:
        if (!digits_first(value))
            return VB_OK;
        VB_TRY(read_scaled(value, "MHz", 0, 1000000, &n, err));
        break;
    case VB_SMI_COUNT: {
        if (!digits_first(value))
            return VB_OK;
        vb_str count = vb_str_ends(value, VB_S("x")) ? vb_str_sub(value, 0, value.n - 1) : value;
        VB_TRY(vb_int_parse(count, 0, 1024, &n, err));
        int32_t small = (int32_t)n;
        memcpy(base + f->offset, &small, sizeof small);
        return VB_OK;
    }
    default:
        return VB_OK;
    }
    memcpy(base + f->offset, &n, sizeof n);
    return VB_OK;
}

bool vb_smi_synthetic(vb_str bytes)
{
    vb_str rest = bytes, line;
    if (vb_str_starts(rest, VB_S("\xef\xbb\xbf")))
        rest = vb_str_sub(rest, 3, rest.n);
    rest = vb_str_sub(rest, 0, 4096);
    for (int i = 0; i < 3 && vb_str_next(&rest, '\n', &line); i++)
        if (vb_str_starts(line, VB_S("# synthetic:")) || vb_str_starts(line, VB_S("<!-- synthetic:")))
            return true;
    return false;
}

/* domain:bus:device.function, in hexadecimal */
static bool bus_number(vb_str s, uint64_t *out)
{
    static const unsigned most[4] = {8, 2, 2, 1};
    uint64_t part[4] = {0};
    unsigned at = 0, digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        int d = hex_digit(s.p[i]);
        if (at < 3 && digits > 0 && s.p[i] == (at == 2 ? '.' : ':')) {
            at++;
            digits = 0;
        } else if (d < 0 || ++digits > most[at]) {
            return false;
        } else {
            part[at] = part[at] << 4 | (uint64_t)d;
        }
    }
    *out = part[0] << 24 | part[1] << 16 | part[2] << 8 | part[3];
    return at == 3 && digits == 1;
}

bool vb_smi_bus_id(vb_str s)
{
    uint64_t n;
    return s.n >= 12 && s.n <= 16 && bus_number(s, &n);
}

bool vb_smi_same_bus(vb_str a, vb_str b)
{
    uint64_t m = 0, n = 0;
    return vb_str_eq(a, b) || (bus_number(a, &m) && bus_number(b, &n) && m == n);
}

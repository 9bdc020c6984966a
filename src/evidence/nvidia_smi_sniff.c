/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of dump a file is, told by its content: names and extensions are whatever people gave them. */
#include "evidence/nvidia_smi_priv.h"
#include "evidence/nvidia_smi_text.h"

static bool has(vb_str bytes, vb_str mark)
{
    return vb_str_find(bytes, mark, 0) != SIZE_MAX;
}

/* A mark at the start of a line. */
static bool has_line(vb_str bytes, vb_str mark)
{
    for (size_t at = vb_str_find(bytes, mark, 0); at != SIZE_MAX; at = vb_str_find(bytes, mark, at + 1))
        if (at == 0 || bytes.p[at - 1] == '\n')
            return true;
    return false;
}

/* "GPU 00000000:01:00.0" alone on a line, with an indented line below it. */
static bool has_card(vb_str bytes)
{
    for (size_t at = vb_str_find(bytes, VB_S("GPU 0000"), 0); at != SIZE_MAX;
         at = vb_str_find(bytes, VB_S("GPU 0000"), at + 1)) {
        vb_str rest = vb_str_sub(bytes, at + 4, 64), line;
        size_t end = vb_str_find(rest, VB_S("\n"), 0);
        if (end == SIZE_MAX || end + 1 >= rest.n)
            continue;
        line = vb_str_trim(vb_str_sub(rest, 0, end));
        if (vb_smi_bus_id(line) && (rest.p[end + 1] == ' ' || rest.p[end + 1] == '\t'))
            return true;
    }
    return false;
}

static bool utf16(vb_str b)
{
    if (b.n < 4)
        return false;
    bool mark = ((unsigned char)b.p[0] == 0xff && (unsigned char)b.p[1] == 0xfe) ||
                ((unsigned char)b.p[0] == 0xfe && (unsigned char)b.p[1] == 0xff);
    return mark || (b.p[0] != 0 && b.p[1] == 0 && b.p[2] != 0 && b.p[3] == 0);
}

/* lspci: a line "c4:00.0 3D controller: ..." or "0001:00:00.0 ..." */
static bool lspci_line(vb_str line)
{
    for (size_t from = 0; from <= 5; from += 5) {
        vb_str t = vb_str_sub(line, from, line.n);
        if (t.n > 8 && t.p[2] == ':' && t.p[5] == '.' && t.p[7] == ' ' && (from == 0 || line.p[4] == ':'))
            return true;
    }
    return false;
}

static bool lspci(vb_str bytes)
{
    vb_str rest = vb_str_sub(bytes, 0, 4096), line;
    int seen = 0;
    for (int i = 0; i < 24 && vb_str_next(&rest, '\n', &line); i++)
        seen += lspci_line(line);
    return seen >= 1 && (has(bytes, VB_S("controller")) || has(bytes, VB_S("bridge")) || has(bytes, VB_S("Bridge")));
}

vb_smi_dump vb_nvidia_smi_sniff(vb_str bytes)
{
    static const struct {
        vb_str mark;
        bool at_line;
        vb_smi_dump dump;
    } marks[] = {
        /* the first that fits */
        {{"ROCm System Management Interface", 32}, false, VB_SMI_ROCM},
        {{"ROCk module", 11}, false, VB_SMI_ROCMINFO},
        {{"HSA System Attributes", 21}, false, VB_SMI_ROCMINFO},
        {{"CUDA Device Query", 17}, false, VB_SMI_DEVICE_QUERY},
        {{"hipSetDevice(", 13}, true, VB_SMI_HIP_QUERY},
        {{"| NVIDIA-SMI ", 13}, true, VB_SMI_TABLE},
        {{"[Fabric Manager]", 16}, false, VB_SMI_FABRIC_LOG},
        {{"multicast group", 15}, false, VB_SMI_FABRIC_LOG},
        {{"NVRM: ", 6}, false, VB_SMI_KERNEL_LOG},
        {{"\tLink 0: ", 9}, false, VB_SMI_NVLINK},
        {{" Link 0: ", 9}, false, VB_SMI_NVLINK},
        {{"CPU Affinity", 12}, false, VB_SMI_TOPOLOGY},
        {{"GPU 0: ", 7}, true, VB_SMI_LIST},
    };
    if (utf16(bytes))
        return VB_SMI_UTF16;
    bool text = has(bytes, VB_S("=NVSMI LOG=")) || has_card(bytes), xml = has(bytes, VB_S("<nvidia_smi_log"));
    if (text || xml)
        return text && xml ? VB_SMI_MIXED : text ? VB_SMI_QUERY : VB_SMI_XML;
    vb_str begin = vb_str_sub(bytes, 0, 4096);
    vb_str trimmed = vb_str_trim(begin);
    if (trimmed.n > 0 && trimmed.p[0] == '{')
        return has(begin, VB_S("\"card0\"")) || has(begin, VB_S("\"Unique ID\"")) ? VB_SMI_ROCM_JSON : VB_SMI_NONE;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i].at_line ? has_line(bytes, marks[i].mark) : has(bytes, marks[i].mark))
            return marks[i].dump;
    if (lspci(bytes))
        return VB_SMI_LSPCI;
    if (has(begin, VB_S("system:")) && has(bytes, VB_S("device_defaults:")))
        return VB_SMI_MOCK_PROFILE;
    if (has(begin, VB_S("uuid")) && (has(begin, VB_S("memory.total")) || has(begin, VB_S("driver_version"))) &&
        has(begin, VB_S(",")))
        return VB_SMI_CSV;
    return VB_SMI_NONE;
}

static const struct {
    const char *name, *why;
} dumps[] = {
    [VB_SMI_NONE] = {"file of unknown kind", "no dump of an accelerator that this version knows: not read"},
    [VB_SMI_QUERY] = {"nvidia-smi -q", NULL},
    [VB_SMI_XML] = {"nvidia-smi -q -x", NULL},
    [VB_SMI_MIXED] = {"nvidia-smi -q and -q -x", NULL},
    [VB_SMI_UTF16] = {"UTF-16 text",
                      "UTF-16 text (PowerShell writes it with >): not read; save it as UTF-8, for example "
                      "with nvidia-smi -q -f FILE"},
    [VB_SMI_TABLE] = {"plain nvidia-smi table", "plain nvidia-smi table: not read yet, it shows no PCI id and no part "
                                                "numbers; bring nvidia-smi -q"},
    [VB_SMI_LIST] = {"nvidia-smi -L list",
                     "nvidia-smi -L list: not read yet, it shows names only; bring nvidia-smi -q"},
    [VB_SMI_CSV] = {"nvidia-smi --query-gpu table", "nvidia-smi --query-gpu table: not read yet; bring nvidia-smi -q"},
    [VB_SMI_TOPOLOGY] = {"nvidia-smi topology", "nvidia-smi topo: not read yet, it shows links and no cards"},
    [VB_SMI_NVLINK] = {"nvidia-smi nvlink status", "nvidia-smi nvlink: not read yet, it shows links and no cards"},
    [VB_SMI_ROCM] = {"rocm-smi text", "rocm-smi text (AMD): not read yet"},
    [VB_SMI_ROCM_JSON] = {"rocm-smi JSON", "rocm-smi JSON (AMD): not read yet"},
    [VB_SMI_ROCMINFO] = {"rocminfo", "rocminfo (AMD): not read yet"},
    [VB_SMI_DEVICE_QUERY] = {"CUDA deviceQuery",
                             "CUDA deviceQuery: not read yet, it shows no PCI id and no part numbers; "
                             "bring nvidia-smi -q"},
    [VB_SMI_HIP_QUERY] = {"HIP deviceQuery", "HIP deviceQuery (AMD): not read yet"},
    [VB_SMI_LSPCI] = {"lspci", "lspci: not read yet, it shows no memory size of the card; bring nvidia-smi -q"},
    [VB_SMI_MOCK_PROFILE] = {"NVML mock profile", "NVML mock profile: describes a simulated card, not one that exists; "
                                                  "not read"},
    [VB_SMI_KERNEL_LOG] = {"kernel log", "kernel log of the NVIDIA driver: not read yet"},
    [VB_SMI_FABRIC_LOG] = {"fabric manager log", "fabric manager log: not read yet"},
};

const char *vb_nvidia_smi_dump_name(vb_smi_dump d)
{
    return (size_t)d < sizeof dumps / sizeof *dumps ? dumps[d].name : dumps[VB_SMI_NONE].name;
}

const char *vb_nvidia_smi_dump_why(vb_smi_dump d)
{
    return (size_t)d < sizeof dumps / sizeof *dumps ? dumps[d].why : dumps[VB_SMI_NONE].why;
}

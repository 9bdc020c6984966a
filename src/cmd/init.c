/* SPDX-License-Identifier: Apache-2.0 */
/* init: an empty case, every file with its header line; HELP.txt tells what each column means. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cmd/verb.h"
#include "world/output.h"

static const struct {
    const char *file, *content;
} files[] = {
    {"case.ini",
     "; What this case is about. Dates: 2025-03-01. home: ISO country code of the exporter's jurisdiction.\n"
     "[case]\ntitle = \nas_of = \nhome = \n"},
    {"parties.csv", "party_id,name,other_names,country,headquarters,address,roles,officers,founded,dormant_from,"
                    "dormant_to,registration,industry,website,phone,email,bank\n"},
    {"ownership.csv", "owner_id,owned_id,percent,from,to\n"},
    {"sites.csv", "site_id,party_id,name,country,address,lat,lon,power_kw,rack_slots,public_financing\n"},
    {"items.csv", "item,model,serial,uuid,pdi,die,board_part,board_serial,server_serial,status\n"},
    {"stock.csv", "at,party_id,site_id,model,item,quantity\n"},
    {"licences.csv", "licence_id,line,authority,kind,issued,valid_from,valid_to,exporter_id,consignee_id,end_user_id,"
                     "destination,model,quantity,value,currency,share_percent\n"},
    {"conditions.csv", "licence_id,condition,parameter,value\n"},
    {"documents.csv", "document,kind,at,party_id,licence_id,movement_id,sha256\n"},
    {"movements.csv",
     "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site,licence_id,"
     "licence_line,document,mode,declared_goods,declared_hs,declared_value,currency,weight_kg\n"},
    {"payments.csv", "payment_id,at,payer_id,payer_country,payee_id,amount,currency,invoice\n"},
    {"sales.csv", "period,model,market,quantity,value,currency\n"},
    {"sightings.csv", "item,at,site_id,kind,source\n"},
    {"HELP.txt", "A case for verbleib. Every file is optional: a check whose input is missing says so and names the "
                 "file it wants.\n\n"
                 "parties.csv     who: exporter, forwarder, consignee, end user, data centre, repair shop. roles and "
                 "officers are parted by ;\n"
                 "ownership.csv   who owns whom, in per cent; empty = unknown\n"
                 "sites.csv       where: buildings with country, coordinates, power and rack slots\n"
                 "items.csv       accelerators: your item number, model (verbleib knows names such as NVIDIA H100 80GB "
                 "HBM3), serial, UUID, PDI, die\n"
                 "stock.csv       counted holdings: opening and closing stock of a party or site\n"
                 "licences.csv    one row a line of a licence; an empty field does not limit it\n"
                 "conditions.csv  volume-cap, lab-report-per-shipment, report-by, no-retransfer, installed-by, ...\n"
                 "documents.csv   lab reports, statements, invoices, with date and SHA-256\n"
                 "movements.csv   made, shipped, received, installed, removed, repaired, rebuilt, scrapped, lost, "
                 "returned; one item, or a model with a quantity\n"
                 "payments.csv    who paid whom, from which country\n"
                 "sales.csv       units sold by market and period, for volume caps and revenue shares\n"
                 "sightings.csv   where an item was seen, and by what: audit, telemetry, repair, marketplace, customs\n"
                 "events/         GS1 EPCIS 2.0 documents (JSON)\n"
                 "inventory/      output of nvidia-smi -q or nvidia-smi -q -x, one file a host\n\n"
                 "CSV as your spreadsheet writes it is fine: , or ; or tab, dates 2025-03-01 or 01.03.2025.\n"
                 "Then: verbleib audit .\n"},
};

static const char *const folders[] = {"events", "inventory"};

static int fail_errno(const char *path)
{
    vb_error err;
    vb_error_set(&err, VB_E_IO, path, VB_NO_OFFSET, "%s", vb_system_text(errno));
    return vb_say_error(&err, NULL);
}

int vb_verb_init(const vb_command *command)
{
    const char *dir = command->words.v[0];
    VB_CLEANUP(vb_buf, vb_buf_free) path = {0};
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        return fail_errno(dir);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        path.n = 0;
        vb_buf_printf(&path, "%s/%s", dir, files[i].file);
        if (access(path.p, F_OK) == 0) {
            fprintf(stderr, "verbleib: %s exists already; nothing is overwritten\n", path.p);
            return VB_EXIT_USAGE;
        }
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        vb_error err;
        path.n = 0;
        vb_buf_printf(&path, "%s/%s", dir, files[i].file);
        if (vb_output_write(path.p, vb_str_of(files[i].content), &err) != VB_OK)
            return vb_say_error(&err, NULL);
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        path.n = 0;
        vb_buf_printf(&path, "%s/%s", dir, folders[i]);
        if (mkdir(path.p, 0777) != 0 && errno != EEXIST)
            return fail_errno(path.p);
    }
    if (!command->quiet)
        printf("%s: an empty case; HELP.txt tells what goes where\nnext: fill in, then verbleib audit %s\n", dir, dir);
    return fflush(stdout) == 0 ? 0 : VB_EXIT_IO;
}

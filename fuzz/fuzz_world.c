/* SPDX-License-Identifier: Apache-2.0 */
/* A world map from anywhere: it is refused, or every question to it has an answer and every drawing of it is sound. */
#include "places/map.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void draw(vb_arena *arena, const vb_world *world, const vb_map *map)
{
    vb_country first = vb_world_code(world, 0);
    vb_sheet_options options = {.tolerance_px = 0.8, .least_px2 = 0.9, .keep = &first, .n_keep = 1};
    vb_sheet *sheet;
    vb_buf d = {.limit = 64u << 20};
    if (vb_sheet_make(arena, world, map, &options, &sheet, NULL) == VB_OK &&
        vb_sheet_land(sheet, NULL, 0, true, &d, NULL) == VB_OK &&
        vb_sheet_land(sheet, &first, 1, false, &d, NULL) == VB_OK &&
        vb_sheet_borders(sheet, false, &d, NULL) == VB_OK && vb_sheet_borders(sheet, true, &d, NULL) == VB_OK)
        must(d.n == 0 || d.p[0] == 'M');
    vb_buf_free(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vb_arena arena = {.limit = 256u << 20};
    const vb_world *world = NULL;
    vb_error err = {.code = VB_OK};
    vb_spot spot;
    vb_fit fit;
    vb_map map;
    if (size > 1 << 15) /* simplifying takes the square of an arc's length at worst */
        return 0;
    if (vb_world_load(&arena, (vb_str){(const char *)data, size}, &world, &err) != VB_OK) {
        must(world == NULL && err.code != VB_OK && err.message[0] != '\0' &&
             (err.offset <= size || err.offset == VB_NO_OFFSET));
        vb_arena_free(&arena);
        return 0;
    }
    must(vb_world_count(world) > 0 && vb_world_has(world, vb_world_code(world, 0)));
    static const vb_latlon places[] = {{0, 0}, {10, 170}, {10, -180}, {-90, 0}, {90, 0}, {22.3, 114.2}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        must(vb_world_country_at(world, places[i], 500, &spot, NULL) == VB_OK);
        must(spot.country == 0 || (vb_world_has(world, spot.country) && spot.off_km <= 500));
        if (spot.country != 0) /* the two questions agree */
            must(vb_world_in_country(world, spot.country, places[i], 500, &fit, NULL) == VB_OK && fit.fits);
    }
    must(vb_map_equal_earth(&map, 158, 180, -38, 66, 300, NULL) == VB_OK);
    draw(&arena, world, &map);
    must(vb_map_equal_earth(&map, 0, 180, -90, 90, 300, NULL) == VB_OK);
    draw(&arena, world, &map);
    must(vb_map_mercator(&map, 170, -80, -170, 80, 300, NULL) == VB_OK);
    draw(&arena, world, &map);
    vb_arena_free(&arena);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The words of the Core Business Vocabulary 2.0 (ISO/IEC 19988:2024, section 7) and, for sensors, of the GS1 Web
 * Vocabulary: as listed in the vocabulary parts of the official JSON schema, checked against CBV.ttl of the ontology.
 */
#include "evidence/epcis_priv.h"

static const vb_str biz_step_names[] = {
    VB_W("accepting"),
    VB_W("arriving"),
    VB_W("assembling"),
    VB_W("collecting"),
    VB_W("commissioning"),
    VB_W("consigning"),
    VB_W("creating_class_instance"),
    VB_W("cycle_counting"),
    VB_W("decommissioning"),
    VB_W("departing"),
    VB_W("destroying"),
    VB_W("disassembling"),
    VB_W("dispensing"),
    VB_W("encoding"),
    VB_W("entering_exiting"),
    VB_W("holding"),
    VB_W("inspecting"),
    VB_W("installing"),
    VB_W("killing"),
    VB_W("loading"),
    VB_W("other"),
    VB_W("packing"),
    VB_W("picking"),
    VB_W("receiving"),
    VB_W("removing"),
    VB_W("repackaging"),
    VB_W("repairing"),
    VB_W("replacing"),
    VB_W("reserving"),
    VB_W("retail_selling"),
    VB_W("sampling"),
    VB_W("sensor_reporting"),
    VB_W("shipping"),
    VB_W("staging_outbound"),
    VB_W("stock_taking"),
    VB_W("stocking"),
    VB_W("storing"),
    VB_W("transporting"),
    VB_W("unloading"),
    VB_W("unpacking"),
    VB_W("void_shipping"),
};
static const vb_str disposition_names[] = {
    VB_W("active"),
    VB_W("available"),
    VB_W("completeness_inferred"),
    VB_W("completeness_verified"),
    VB_W("conformant"),
    VB_W("container_closed"),
    VB_W("container_open"),
    VB_W("damaged"),
    VB_W("destroyed"),
    VB_W("dispensed"),
    VB_W("disposed"),
    VB_W("encoded"),
    VB_W("expired"),
    VB_W("in_progress"),
    VB_W("in_transit"),
    VB_W("inactive"),
    VB_W("mismatch_class"),
    VB_W("mismatch_instance"),
    VB_W("mismatch_quantity"),
    VB_W("needs_replacement"),
    VB_W("no_pedigree_match"),
    VB_W("non_conformant"),
    VB_W("non_sellable_other"),
    VB_W("partially_dispensed"),
    VB_W("recalled"),
    VB_W("reserved"),
    VB_W("retail_sold"),
    VB_W("returned"),
    VB_W("sellable_accessible"),
    VB_W("sellable_not_accessible"),
    VB_W("stolen"),
    VB_W("unavailable"),
    VB_W("unknown"),
};
static const vb_str transaction_type_names[] = {
    VB_W("bol"),       VB_W("cert"),   VB_W("desadv"), VB_W("inv"),     VB_W("pedigree"), VB_W("po"),    VB_W("poc"),
    VB_W("prodorder"), VB_W("recadv"), VB_W("rma"),    VB_W("testprd"), VB_W("testres"),  VB_W("upevt"),
};
static const vb_str end_type_names[] = {VB_W("location"), VB_W("owning_party"), VB_W("possessing_party")};
static const vb_str error_reason_names[] = {VB_W("did_not_occur"), VB_W("incorrect_data")};
static const vb_str alert_names[] = {VB_W("ALARM_CONDITION"), VB_W("ERROR_CONDITION")};
static const vb_str component_names[] = {
    VB_W("altitude"),
    VB_W("axial_distance"),
    VB_W("azimuth"),
    VB_W("easting"),
    VB_W("elevation_angle"),
    VB_W("height"),
    VB_W("latitude"),
    VB_W("longitude"),
    VB_W("northing"),
    VB_W("polar_angle"),
    VB_W("spherical_radius"),
    VB_W("x"),
    VB_W("y"),
    VB_W("z"),
};
static const vb_str measurement_names[] = {
    VB_W("AbsoluteHumidity"),
    VB_W("AbsorbedDose"),
    VB_W("AbsorbedDoseRate"),
    VB_W("Acceleration"),
    VB_W("Altitude"),
    VB_W("AmountOfSubstance"),
    VB_W("AmountOfSubstancePerUnitVolume"),
    VB_W("Angle"),
    VB_W("AngularAcceleration"),
    VB_W("AngularMomentum"),
    VB_W("AngularVelocity"),
    VB_W("Area"),
    VB_W("Capacitance"),
    VB_W("Conductance"),
    VB_W("Conductivity"),
    VB_W("Count"),
    VB_W("Density"),
    VB_W("Dimensionless"),
    VB_W("DoseEquivalent"),
    VB_W("DoseEquivalentRate"),
    VB_W("DynamicViscosity"),
    VB_W("ElectricCharge"),
    VB_W("ElectricCurrent"),
    VB_W("ElectricCurrentDensity"),
    VB_W("ElectricFieldStrength"),
    VB_W("Energy"),
    VB_W("Exposure"),
    VB_W("Force"),
    VB_W("Frequency"),
    VB_W("Illuminance"),
    VB_W("Inductance"),
    VB_W("Irradiance"),
    VB_W("KinematicViscosity"),
    VB_W("Length"),
    VB_W("LinearMomentum"),
    VB_W("Luminance"),
    VB_W("LuminousFlux"),
    VB_W("LuminousIntensity"),
    VB_W("MagneticFlux"),
    VB_W("MagneticFluxDensity"),
    VB_W("MagneticVectorPotential"),
    VB_W("Mass"),
    VB_W("MassConcentration"),
    VB_W("MassFlowRate"),
    VB_W("MassPerAreaTime"),
    VB_W("MemoryCapacity"),
    VB_W("MolalityOfSolute"),
    VB_W("MolarEnergy"),
    VB_W("MolarMass"),
    VB_W("MolarVolume"),
    VB_W("Power"),
    VB_W("Pressure"),
    VB_W("RadiantFlux"),
    VB_W("RadiantIntensity"),
    VB_W("Radioactivity"),
    VB_W("RelativeHumidity"),
    VB_W("Resistance"),
    VB_W("Resistivity"),
    VB_W("SolidAngle"),
    VB_W("SpecificVolume"),
    VB_W("Speed"),
    VB_W("SurfaceDensity"),
    VB_W("SurfaceTension"),
    VB_W("Temperature"),
    VB_W("Time"),
    VB_W("Torque"),
    VB_W("Voltage"),
    VB_W("Volume"),
    VB_W("VolumeFlowRate"),
    VB_W("VolumeFraction"),
    VB_W("VolumetricFlux"),
    VB_W("Wavenumber"),
    VB_W("EffectiveDoseRate"),
    VB_W("Molar_concentration"), /* of the review draft; published examples still use them */
};

#define CBV(name, what, urn, web)                                                                                  \
    const vb_epcis_vocabulary vb_epcis_##name##s = {                                                               \
        what,      name##_names, sizeof name##_names / sizeof name##_names[0], VB_W("urn:epcglobal:cbv:" urn ":"), \
        VB_W(web), false}
#define GS1(name, what)                              \
    const vb_epcis_vocabulary vb_epcis_##name##s = { \
        what, name##_names, sizeof name##_names / sizeof name##_names[0], {NULL, 0}, {NULL, 0}, true}
CBV(biz_step, "a CBV 2.0 business step", "bizstep", "BizStep-");
CBV(disposition, "a CBV 2.0 disposition", "disp", "Disp-");
CBV(transaction_type, "a CBV 2.0 business transaction type", "btt", "BTT-");
CBV(end_type, "a CBV 2.0 source or destination type", "sdt", "SDT-");
CBV(error_reason, "a CBV 2.0 error reason", "er", "ER-");
CBV(component, "a CBV 2.0 sensor component", "comp", "Comp-");
GS1(measurement, "a GS1 measurement type");
GS1(alert, "a GS1 sensor alert type");

static bool find_name(const vb_epcis_vocabulary *v, vb_str text, vb_str *out)
{
    for (size_t i = 0; i < v->n; i++)
        if (vb_str_eq(v->names[i], text)) {
            *out = v->names[i];
            return true;
        }
    return false;
}

/* The text behind the first of these prefixes that it has; false when it has none of them. */
static bool behind(vb_str text, const vb_str *prefixes, size_t n, vb_str *rest)
{
    for (size_t i = 0; i < n; i++)
        if (vb_str_starts(text, prefixes[i])) {
            *rest = vb_str_sub(text, prefixes[i].n, SIZE_MAX);
            return true;
        }
    return false;
}

bool vb_epcis_word(const vb_epcis_vocabulary *v, vb_str text, vb_str *out)
{
    static const vb_str cbv[] = {VB_W("https://ref.gs1.org/cbv/"), VB_W("http://ref.gs1.org/cbv/"),
                                 VB_W("https://ns.gs1.org/cbv/"), VB_W("http://ns.gs1.org/cbv/"), VB_W("cbv:")};
    static const vb_str gs1[] = {VB_W("https://gs1.org/voc/"), VB_W("http://gs1.org/voc/"),
                                 VB_W("https://www.gs1.org/voc/"), VB_W("http://www.gs1.org/voc/"),
                                 VB_W("https://ref.gs1.org/voc/")};
    vb_str rest;
    if (find_name(v, text, out))
        return true;
    if (!vb_epcis_is_uri(text))
        return false;
    if (v->gs1) {
        /* The web vocabulary grows between editions of the standard, so gs1: itself stays open, as the schema has it.
         */
        if (behind(text, gs1, sizeof gs1 / sizeof gs1[0], &rest))
            return find_name(v, rest, out);
        if (vb_str_starts(text, VB_S("gs1:")) && find_name(v, vb_str_sub(text, 4, SIZE_MAX), out))
            return true;
    } else {
        if (vb_str_starts(text, VB_S("urn:epcglobal:cbv:")))
            return vb_str_starts(text, v->urn) && find_name(v, vb_str_sub(text, v->urn.n, SIZE_MAX), out);
        if (behind(text, cbv, sizeof cbv / sizeof cbv[0],
                   &rest)) /* GS1's examples write Bizstep- as well as BizStep- */
            return vb_str_eq_nocase(vb_str_sub(rest, 0, v->web.n), v->web) &&
                   find_name(v, vb_str_sub(rest, v->web.n, SIZE_MAX), out);
    }
    *out = text;
    return true;
}

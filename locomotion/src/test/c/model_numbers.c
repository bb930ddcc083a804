// Prints every number of a compiled model that the physics depends on, so that two model files can be compared.
//
//     model_numbers MODEL.xml
//
// One line for each array: its name and its entries, doubles with 17 digits. Colours, textures, names, cameras and
// lights are left out: no step reads them.

#include <mujoco/mujoco.h>
#include <stdio.h>

static void print_doubles(const char* name, const mjtNum* values, int count) {
  printf("%s", name);
  for (int i = 0; i < count; i++) {
    printf(" %.17g", values[i]);
  }
  printf("\n");
}

static void print_ints(const char* name, const int* values, int count) {
  printf("%s", name);
  for (int i = 0; i < count; i++) {
    printf(" %d", values[i]);
  }
  printf("\n");
}

static void print_bytes(const char* name, const mjtByte* values, int count) {
  printf("%s", name);
  for (int i = 0; i < count; i++) {
    printf(" %d", values[i]);
  }
  printf("\n");
}

#define SIZE(field) printf(#field " %d\n", (int)m->field)
#define NUMBER(field) printf(#field " %.17g\n", (double)m->field)
#define DOUBLES(field, count) print_doubles(#field, m->field, count)
#define INTS(field, count) print_ints(#field, (const int*)m->field, count)
#define BYTES(field, count) print_bytes(#field, m->field, count)

int main(int argc, char** argv) {
  char error[1000] = "";
  mjModel* m = argc == 2 ? mj_loadXML(argv[1], NULL, error, sizeof(error)) : NULL;
  if (!m) {
    fprintf(stderr, "usage: model_numbers MODEL.xml\n%s\n", error);
    return 1;
  }
  SIZE(nq);
  SIZE(nv);
  SIZE(nu);
  SIZE(na);
  SIZE(nbody);
  SIZE(njnt);
  SIZE(ngeom);
  SIZE(nsite);
  SIZE(npair);
  SIZE(nexclude);
  SIZE(neq);
  SIZE(ntendon);
  SIZE(nwrap);
  SIZE(nsensor);
  SIZE(nmocap);

  NUMBER(opt.timestep);
  NUMBER(opt.apirate);
  NUMBER(opt.impratio);
  NUMBER(opt.tolerance);
  NUMBER(opt.noslip_tolerance);
  NUMBER(opt.mpr_tolerance);
  DOUBLES(opt.gravity, 3);
  DOUBLES(opt.wind, 3);
  DOUBLES(opt.magnetic, 3);
  NUMBER(opt.density);
  NUMBER(opt.viscosity);
  NUMBER(opt.o_margin);
  DOUBLES(opt.o_solref, mjNREF);
  DOUBLES(opt.o_solimp, mjNIMP);
  SIZE(opt.integrator);
  SIZE(opt.cone);
  SIZE(opt.jacobian);
  SIZE(opt.solver);
  SIZE(opt.iterations);
  SIZE(opt.noslip_iterations);
  SIZE(opt.mpr_iterations);
  SIZE(opt.disableflags);
  SIZE(opt.enableflags);
  NUMBER(stat.meaninertia);
  NUMBER(stat.meanmass);
  NUMBER(stat.meansize);

  DOUBLES(qpos0, m->nq);
  DOUBLES(qpos_spring, m->nq);
  INTS(body_parentid, m->nbody);
  INTS(body_jntnum, m->nbody);
  INTS(body_geomnum, m->nbody);
  BYTES(body_simple, m->nbody);
  BYTES(body_sameframe, m->nbody);
  DOUBLES(body_pos, 3 * m->nbody);
  DOUBLES(body_quat, 4 * m->nbody);
  DOUBLES(body_ipos, 3 * m->nbody);
  DOUBLES(body_iquat, 4 * m->nbody);
  DOUBLES(body_mass, m->nbody);
  DOUBLES(body_subtreemass, m->nbody);
  DOUBLES(body_inertia, 3 * m->nbody);
  DOUBLES(body_invweight0, 2 * m->nbody);

  INTS(jnt_type, m->njnt);
  INTS(jnt_bodyid, m->njnt);
  BYTES(jnt_limited, m->njnt);
  DOUBLES(jnt_solref, mjNREF * m->njnt);
  DOUBLES(jnt_solimp, mjNIMP * m->njnt);
  DOUBLES(jnt_pos, 3 * m->njnt);
  DOUBLES(jnt_axis, 3 * m->njnt);
  DOUBLES(jnt_stiffness, m->njnt);
  DOUBLES(jnt_range, 2 * m->njnt);
  DOUBLES(jnt_margin, m->njnt);
  DOUBLES(dof_solref, mjNREF * m->nv);
  DOUBLES(dof_solimp, mjNIMP * m->nv);
  DOUBLES(dof_frictionloss, m->nv);
  DOUBLES(dof_armature, m->nv);
  DOUBLES(dof_damping, m->nv);
  DOUBLES(dof_invweight0, m->nv);
  DOUBLES(dof_M0, m->nv);

  INTS(geom_type, m->ngeom);
  INTS(geom_contype, m->ngeom);
  INTS(geom_conaffinity, m->ngeom);
  INTS(geom_condim, m->ngeom);
  INTS(geom_bodyid, m->ngeom);
  INTS(geom_priority, m->ngeom);
  BYTES(geom_sameframe, m->ngeom);
  DOUBLES(geom_solmix, m->ngeom);
  DOUBLES(geom_solref, mjNREF * m->ngeom);
  DOUBLES(geom_solimp, mjNIMP * m->ngeom);
  DOUBLES(geom_size, 3 * m->ngeom);
  DOUBLES(geom_rbound, m->ngeom);
  DOUBLES(geom_pos, 3 * m->ngeom);
  DOUBLES(geom_quat, 4 * m->ngeom);
  DOUBLES(geom_friction, 3 * m->ngeom);
  DOUBLES(geom_margin, m->ngeom);
  DOUBLES(geom_gap, m->ngeom);
  DOUBLES(geom_fluid, mjNFLUID * m->ngeom);

  BYTES(tendon_limited, m->ntendon);
  DOUBLES(tendon_stiffness, m->ntendon);
  DOUBLES(tendon_damping, m->ntendon);
  DOUBLES(tendon_frictionloss, m->ntendon);
  DOUBLES(tendon_length0, m->ntendon);
  INTS(wrap_objid, m->nwrap);
  DOUBLES(wrap_prm, m->nwrap);

  INTS(actuator_trntype, m->nu);
  INTS(actuator_dyntype, m->nu);
  INTS(actuator_gaintype, m->nu);
  INTS(actuator_biastype, m->nu);
  INTS(actuator_trnid, 2 * m->nu);
  BYTES(actuator_ctrllimited, m->nu);
  BYTES(actuator_forcelimited, m->nu);
  DOUBLES(actuator_gainprm, mjNGAIN * m->nu);
  DOUBLES(actuator_biasprm, mjNBIAS * m->nu);
  DOUBLES(actuator_ctrlrange, 2 * m->nu);
  DOUBLES(actuator_gear, 6 * m->nu);
  DOUBLES(actuator_acc0, m->nu);
  mj_deleteModel(m);
  return 0;
}

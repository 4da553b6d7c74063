import{a,b,c}from"./chunk-2CRIXTT5.js";import"./chunk-RYMCB4FF.js";import"./chunk-IIDTBVF7.js";export{c as downloadAll,b as eraseAll,a as eraseWay};
